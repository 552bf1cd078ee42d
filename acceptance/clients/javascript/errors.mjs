// Meets the errors of the API, and prints what a program can tell of each.
import {
  ConflictException,
  CreateDomainCommand,
  DeleteDomainCommand,
  DescribeDomainCommand,
  DescribeSpeakerCommand,
  ListDomainsCommand,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  ValidationException,
  VoiceIDServiceException,
} from "@aws-sdk/client-voice-id";
import { KEY, UNKNOWN, client, print, thrown } from "./common.mjs";

const voiceId = client();
const classes = {
  ConflictException,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  ValidationException,
  VoiceIDServiceException,
};

async function told(command) {
  const error = await thrown(voiceId.send(command));
  return {
    classes: Object.keys(classes).filter((name) => error instanceof classes[name]),
    name: error.name,
    fault: error.$fault,
    status: error.$metadata?.httpStatusCode,
    requestId: error.$metadata?.requestId,
    message: error.message,
    ResourceType: error.ResourceType,
    ConflictType: error.ConflictType,
  };
}

const create = (Name) => new CreateDomainCommand({ Name, ServerSideEncryptionConfiguration: KEY });
const { Domain: domain } = await voiceId.send(create("one"));
const { DomainId } = domain;
const noDomain = await told(new DescribeDomainCommand({ DomainId: UNKNOWN }));
const noSpeaker = await told(new DescribeSpeakerCommand({ DomainId, SpeakerId: "nobody" }));
const badName = await told(create("bad!"));
const nothing = await told(new DescribeDomainCommand({}));
const badToken = await told(new ListDomainsCommand({ NextToken: "made-up" }));
await voiceId.send(create("two"));
await voiceId.send(create("three"));
const tooMany = await told(create("four"));
await voiceId.send(new DeleteDomainCommand({ DomainId }));
const twice = await told(new DeleteDomainCommand({ DomainId }));

print({ noDomain, noSpeaker, badName, nothing, badToken, tooMany, twice });
