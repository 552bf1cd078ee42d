// Orders errors by fetch(), and meets them with a client that tries twice.
import { ListDomainsCommand } from "@aws-sdk/client-voice-id";
import { client, control, print, thrown } from "./common.mjs";

const voiceId = client({ maxAttempts: 2 });
const list = () => voiceId.send(new ListDomainsCommand({}));

async function told(promise) {
  const { name, $fault: fault, $metadata } = await thrown(promise);
  return { name, fault, status: $metadata.httpStatusCode, attempts: $metadata.attempts };
}

const operation = "ListDomains";
await control("faults", { operation, error: "InternalServerException" });
const ordered = await told(list());
const afterwards = (await list()).$metadata.attempts;
await control("faults", { operation, error: "InternalServerException", each_attempt: true });
const eachAttempt = (await list()).$metadata.attempts;
await control("faults", { operation, error: "ThrottlingException" });
const throttled = await told(list());

print({ ordered, afterwards, eachAttempt, throttled });
