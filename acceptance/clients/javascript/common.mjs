// What the scripts share. They get the server's URL, and what else the test gives, as JSON on their command line,
// and print JSON that the test looks at.
import { VoiceIDClient } from "@aws-sdk/client-voice-id";

export const { url, ...given } = JSON.parse(process.argv[2]);

export const ROLE = "arn:aws:iam::123456789012:role/batch";
export const UNKNOWN = "D".repeat(22);
export const KEY = { KmsKeyId: "alias/calls" };

export function client(options = {}) {
  return new VoiceIDClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
    maxAttempts: 1,
    ...options,
  });
}

export async function control(path, body = {}) {
  const response = await fetch(`${url}/mock-voiceid/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

export async function thrown(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown.");
}

// Dates are marked, as JSON has none.
export function print(value) {
  const marked = (one) => {
    if (one instanceof Date) return { Date: one.toISOString() };
    if (Array.isArray(one)) return one.map(marked);
    if (one === null || typeof one !== "object") return one;
    return Object.fromEntries(Object.entries(one).map(([name, member]) => [name, marked(member)]));
  };
  console.log(JSON.stringify(marked(value)));
}
