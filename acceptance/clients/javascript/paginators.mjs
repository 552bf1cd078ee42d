// Turns the pages of every listing with the SDK's paginators, and prints how many items each page has.
import * as sdk from "@aws-sdk/client-voice-id";
import { KEY, ROLE, client, control, given, print } from "./common.mjs";

const { bucket } = given;
const voiceId = client();
const send = (operation, input) => voiceId.send(new sdk[`${operation}Command`](input));

const { Domain: domain } = await send("CreateDomain", { Name: "calls", ServerSideEncryptionConfiguration: KEY });
await send("CreateDomain", { Name: "others", ServerSideEncryptionConfiguration: KEY });
const { DomainId } = domain;
await send("CreateWatchlist", { DomainId, Name: "known" });
for (let number = 0; number < 5; number++) {
  await send("OptOutSpeaker", { DomainId, SpeakerId: `speaker-${number}` });
}
for (const [operation, manifest] of [
  ["StartFraudsterRegistrationJob", "fraudsters.json"],
  ["StartSpeakerEnrollmentJob", "speakers.json"],
]) {
  for (let number = 0; number < 2; number++) {
    await send(operation, {
      DomainId,
      DataAccessRoleArn: ROLE,
      InputDataConfig: { S3Uri: `s3://${bucket}/${manifest}` },
      OutputDataConfig: { S3Uri: `s3://${bucket}/results` },
    });
    await control("clock/tick", { seconds: 60 });
  }
}

async function pages(listing, member, pageSize, input) {
  const found = [];
  for await (const page of sdk[`paginate${listing}`]({ client: voiceId, pageSize }, input)) found.push(page[member]);
  return found;
}

const counted = {};
for (const [listing, member] of [
  ["ListDomains", "DomainSummaries"],
  ["ListFraudsterRegistrationJobs", "JobSummaries"],
  ["ListFraudsters", "FraudsterSummaries"],
  ["ListSpeakerEnrollmentJobs", "JobSummaries"],
  ["ListSpeakers", "SpeakerSummaries"],
  ["ListWatchlists", "WatchlistSummaries"],
]) {
  const found = await pages(listing, member, 2, listing === "ListDomains" ? {} : { DomainId });
  counted[listing] = found.map((page) => page.length);
}
const speakers = (await pages("ListSpeakers", "SpeakerSummaries", 3, { DomainId })).flat();
const paginators = Object.keys(sdk).filter((name) => name.startsWith("paginate"));
print({
  counted,
  speakers: speakers.map((one) => one.CustomerSpeakerId),
  paginators: paginators.map((name) => name.replace(/^paginate/, "")).sort(),
});
