// Sends each command of the SDK once or more, as a client would, and prints all inputs and outputs in order.
import * as sdk from "@aws-sdk/client-voice-id";
import { KEY, ROLE, client, control, given, print } from "./common.mjs";

const { bucket } = given;
const voiceId = client();
const sent = [];

async function send(operation, input = {}) {
  const { $metadata, ...output } = await voiceId.send(new sdk[`${operation}Command`](input));
  sent.push({ operation, output, status: $metadata.httpStatusCode, requestId: $metadata.requestId });
  return output;
}

// Domains
const { Domain: domain } = await send("CreateDomain", {
  Name: "calls",
  Description: "calls / Größe",
  ServerSideEncryptionConfiguration: KEY,
  Tags: [{ Key: "team", Value: "calls" }],
});
const { DomainId } = domain;
await send("DescribeDomain", { DomainId });
await send("UpdateDomain", { DomainId, Name: "more-calls", ServerSideEncryptionConfiguration: KEY });
await send("ListDomains");
await send("TagResource", { ResourceArn: domain.Arn, Tags: [{ Key: "stage", Value: "" }] });
await send("UntagResource", { ResourceArn: domain.Arn, TagKeys: ["team"] });
await send("ListTagsForResource", { ResourceArn: domain.Arn });

// Watchlists
const { Watchlist: known } = await send("CreateWatchlist", { DomainId, Name: "known" });
const { Watchlist: gone } = await send("CreateWatchlist", { DomainId, Name: "gone" });
const { WatchlistId } = known;
await send("UpdateWatchlist", { DomainId, WatchlistId, Description: "known to all" });
await send("DescribeWatchlist", { DomainId, WatchlistId });
await send("DeleteWatchlist", { DomainId, WatchlistId: gone.WatchlistId });
const { WatchlistSummaries: watchlists } = await send("ListWatchlists", { DomainId });
const byDefault = watchlists.find((one) => one.DefaultWatchlist).WatchlistId;

function job(manifest) {
  return {
    DomainId,
    DataAccessRoleArn: ROLE,
    JobName: "nightly",
    InputDataConfig: { S3Uri: `s3://${bucket}/${manifest}` },
    OutputDataConfig: { S3Uri: `s3://${bucket}/results` },
  };
}

// Fraudsters
const { Job: registration } = await send("StartFraudsterRegistrationJob", {
  ...job("fraudsters.json"),
  RegistrationConfig: { FraudsterSimilarityThreshold: 70, WatchlistIds: [WatchlistId] },
});
await control("clock/tick", { seconds: 60 });
await send("DescribeFraudsterRegistrationJob", { DomainId, JobId: registration.JobId });
await send("ListFraudsterRegistrationJobs", { DomainId, JobStatus: "COMPLETED" });
const { FraudsterSummaries: fraudsters } = await send("ListFraudsters", { DomainId, WatchlistId });
const fraudster = { DomainId, FraudsterId: fraudsters[0].GeneratedFraudsterId };
await send("AssociateFraudster", { ...fraudster, WatchlistId: byDefault });
await send("DisassociateFraudster", { ...fraudster, WatchlistId });
await send("DescribeFraudster", fraudster);
await send("DeleteFraudster", fraudster);

// Speakers
const { Job: enrollment } = await send("StartSpeakerEnrollmentJob", {
  ...job("speakers.json"),
  EnrollmentConfig: {
    ExistingEnrollmentAction: "OVERWRITE",
    FraudDetectionConfig: { FraudDetectionAction: "IGNORE", RiskThreshold: 60 },
  },
});
await control("clock/tick", { seconds: 60 });
await send("DescribeSpeakerEnrollmentJob", { DomainId, JobId: enrollment.JobId });
await send("ListSpeakerEnrollmentJobs", { DomainId });
await send("DescribeSpeaker", { DomainId, SpeakerId: "anna" });
await control("sessions", { domain_id: DomainId, name: "first-call", speaker_id: "anna" });
await control("clock/tick", { seconds: 60 });
await send("EvaluateSession", { DomainId, SessionNameOrId: "first-call" });
await send("OptOutSpeaker", { DomainId, SpeakerId: "anna" });
await send("DeleteSpeaker", { DomainId, SpeakerId: "bert" });
await send("ListSpeakers", { DomainId });

await send("DeleteDomain", { DomainId });
await send("DescribeDomain", { DomainId });

const commands = Object.keys(sdk).filter((name) => name.endsWith("Command") && !name.startsWith("$"));
print({ sent, commands: commands.map((name) => name.replace(/Command$/, "")).sort() });
