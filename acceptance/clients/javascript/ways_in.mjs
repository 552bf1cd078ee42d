// Reaches the server in other ways than by options of the client, and moves its time.
import { CreateDomainCommand, DescribeDomainCommand, ListDomainsCommand, VoiceIDClient } from "@aws-sdk/client-voice-id";
import { KEY, client, control, print } from "./common.mjs";

const names = async (voiceId) => (await voiceId.send(new ListDomainsCommand({}))).DomainSummaries.map((one) => one.Name);

// Endpoint, region and credentials come from the environment.
const byEnvironment = new VoiceIDClient({});
const { Domain: domain } = await byEnvironment.send(
  new CreateDomainCommand({ Name: "calls", ServerSideEncryptionConfiguration: KEY }),
);
const unsigned = client({ credentials: undefined, signer: { sign: async (request) => request } });

const { now: before } = await control("clock/tick", { seconds: 0 });
const { now: after } = await control("clock/tick", { seconds: 60 });
await byEnvironment.send(new CreateDomainCommand({ Name: "later", ServerSideEncryptionConfiguration: KEY }));
const summaries = (await byEnvironment.send(new ListDomainsCommand({}))).DomainSummaries;
const later = summaries.find((one) => one.Name === "later");

// Many at once, on connections that are kept.
const answers = await Promise.all(
  Array.from({ length: 20 }, () => byEnvironment.send(new DescribeDomainCommand({ DomainId: domain.DomainId }))),
);

print({
  unsigned: await names(unsigned),
  elsewhere: await names(client({ region: "eu-west-2" })),
  secondsMoved: (new Date(after) - new Date(before)) / 1000,
  secondsBetweenDomains: (later.CreatedAt - domain.CreatedAt) / 1000,
  atOnce: new Set(answers.map((one) => one.Domain.Arn)).size,
});
