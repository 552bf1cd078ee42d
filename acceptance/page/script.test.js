// Unit tests of the page's script, without a browser: node --test script.test.js
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const vm = require("node:vm");

const SCRIPT = path.join(__dirname, "../../mock_voiceid/server/page/page.js");
const page = vm.createContext({});
vm.runInContext(fs.readFileSync(SCRIPT, "utf8"), page, {filename: SCRIPT});

// Objects of the context have its own prototypes, which strict comparison would refuse.
const plain = (value) => JSON.parse(JSON.stringify(value));
const at = (time) => Date.parse(`2026-01-05T${time}Z`);

function domain(changes) {
  return {
    DomainId: "d", Name: "calls", DomainStatus: "ACTIVE", Jobs: [], Sessions: [], Watchlists: [],
    Speakers: {Total: 0, ByStatus: {}, Listed: []}, ...changes,
  };
}

function job(changes) {
  return {JobId: "job-123456", Kind: "enrollment", JobStatus: "IN_PROGRESS", Total: 4, Requests: [], CreatedAt: "2026-01-05T09:00:00Z", ...changes};
}

test("durations show the two largest units", () => {
  const shown = [0, 999, 1000, 59949, 61000, 3600000, 3661000, 90000000, 31536000000].map(page.durationOf);
  assert.deepEqual(shown, ["0 ms", "999 ms", "1 s", "59.9 s", "1 min 1 s", "1 h", "1 h 1 min", "1 d 1 h", "365 d"]);
});

test("an instant shows its date only on another day", () => {
  assert.equal(page.momentOf(at("09:00:00"), at("23:59:59")), "09:00:00");
  assert.equal(page.momentOf(at("09:00:00.250"), at("23:59:59")), "09:00:00.250");
  assert.equal(page.momentOf(at("09:00:00"), at("09:00:00") + 86400000), "Mon, 5 Jan 2026 09:00:00");
});

test("nouns have a plural", () => {
  assert.deepEqual([page.plural(1, "request"), page.plural(1234, "request"), page.plural(2, "box", "boxes")], ["1 request", "1,234 requests", "2 boxes"]);
});

test("the next event is in the future, or there is none", () => {
  assert.equal(page.dueWords(null, at("09:00:00")), "nothing is scheduled");
  assert.equal(page.dueWords("2026-01-05T09:00:05Z", at("09:00:00")), "next event in 5 s, at 09:00:05");
  assert.equal(page.dueWords("2026-01-05T09:00:05Z", at("09:00:09")), "next event in 0 ms, at 09:00:05");
});

test("changes name what is new, what is different and what was removed", () => {
  const speaker = (status) => ({GeneratedSpeakerId: "g", CustomerSpeakerId: "anna", Status: status});
  const speakers = (...listed) => ({Total: listed.length, ByStatus: {}, Listed: listed});
  const before = {domains: [domain({Speakers: speakers(speaker("PENDING"))})]};
  const after = {domains: [domain({Speakers: speakers(speaker("ENROLLED")), Jobs: [job({JobName: "nightly"})]})]};
  assert.deepEqual(plain(page.changesBetween(before, after)), ["nightly: 0 of 4 done", "speaker anna: PENDING → ENROLLED"]);
  assert.deepEqual(plain(page.changesBetween(after, {domains: []})), ["nightly: removed", "domain calls: removed", "speaker anna: removed"]);
  assert.deepEqual(plain(page.changesBetween(after, after)), []);
});

test("speakers that are not listed one by one change as counts", () => {
  const many = (enrolled) => ({domains: [domain({Speakers: {Total: 200, ByStatus: {ENROLLED: enrolled, PENDING: 200 - enrolled}, Listed: []}})]});
  assert.deepEqual(plain(page.changesBetween(many(1), many(2))), ["speakers of calls: 1 ENROLLED, 199 PENDING → 2 ENROLLED, 198 PENDING"]);
});

test("a long job counts the requests that are not listed", () => {
  const long = job({Total: 1000, JobProgress: {PercentComplete: 80}, Requests: Array(500).fill({RequestId: "r"})});
  assert.equal(page.doneOf(long), 800);
  assert.equal(page.doneOf(job({Total: 2, Requests: [{}]})), 1);
});

test("the end of a running job is estimated from its requests", () => {
  const moment = {now: at("09:00:07"), due: at("09:00:08")};
  const running = job({BeganAt: "2026-01-05T09:00:05Z", Requests: [{At: "2026-01-05T09:00:06Z"}, {At: "2026-01-05T09:00:07Z"}]});
  assert.equal(page.scaleOf(running, moment).expected, at("09:00:09"));
  assert.equal(page.scaleOf({...running, Requests: running.Requests.slice(0, 1)}, moment).expected, at("09:00:09"));
  assert.equal(page.scaleOf({...running, Requests: []}, moment).expected, at("09:00:17"));
});

test("a job in the queue leaves room for what is not known yet", () => {
  const scale = page.scaleOf(job({JobStatus: "SUBMITTED"}), {now: at("09:00:01"), due: at("09:00:05")});
  assert.deepEqual([scale.to, scale.began, scale.ended], [at("09:00:07.500"), null, null]);
});

test("a job that has ended shows now only while it is near", () => {
  const ended = job({JobStatus: "COMPLETED", BeganAt: "2026-01-05T09:00:05Z", EndedAt: "2026-01-05T09:00:10Z"});
  assert.equal(page.scaleOf(ended, {now: at("09:00:11"), due: null}).now, at("09:00:11"));
  assert.deepEqual(plain(page.scaleOf(ended, {now: at("09:00:12"), due: null})), {
    from: at("09:00:00"), began: at("09:00:05"), ended: at("09:00:10"), to: at("09:00:10"), now: null, expected: null,
  });
});

test("places stay clear of the edges, and requests of one instant apart", () => {
  const scale = {from: 0, to: 100};
  assert.deepEqual([-5, 0, 50, 100, 200].map((instant) => page.placeOf(instant, scale)), [2, 2, 50, 98, 98]);
  const together = job({Requests: Array(3).fill({At: "1970-01-01T00:00:00.050Z"})});
  assert.deepEqual(plain(page.placesOf(together, scale)), [47, 48, 49]);
  assert.deepEqual(plain(page.placesOf(together, {from: 50, to: 51})), [26, 50, 74]);
});

test("the words below a job's line say what has happened", () => {
  const running = job({BeganAt: "2026-01-05T09:00:05Z"});
  assert.deepEqual(plain(page.axisWords(job(), at("09:00:01"))), ["submitted 09:00:00", "waits in the queue"]);
  assert.deepEqual(plain(page.axisWords(running, at("09:00:06"))), ["submitted 09:00:00", "began 09:00:05", "in progress, the rest expected"]);
  assert.deepEqual(plain(page.axisWords({...running, EndedAt: "2026-01-05T09:00:10Z"}, at("09:01:10"))), [
    "submitted 09:00:00", "began 09:00:05", "ended 09:00:10, after 10 s", "1 min ago",
  ]);
});

test("the scale of sessions grows in steps", () => {
  assert.deepEqual([0, 40, 41, 3600, 9999].map(page.scaleFor), [40, 40, 60, 3600, 9999]);
});

test("a session always has the same wave", () => {
  assert.equal(page.waveOf("id#1"), page.waveOf("id#1"));
  assert.notEqual(page.waveOf("id#1"), page.waveOf("id#2"));
});

test("unknown statuses have a neutral colour", () => {
  assert.deepEqual([page.tone("FAILED"), page.tone("NEVER_HEARD_OF")], ["bad", "off"]);
});
