"use strict";

const API = "/mock-voiceid";
const POLL_MILLISECONDS = 2000;
const AUTHENTICATION_SECONDS = 10;
const ENROLLMENT_SECONDS = 30;
const MARKS = [[AUTHENTICATION_SECONDS, "authentication"], [ENROLLMENT_SECONDS, "enrollment"]];
const NAMED_SPEAKERS = 24; // more are drawn as dots
const FAILURES_BESIDE_A_JOB = 3;
const OUTPUT_CHARACTERS = 200000; // more would make the page slow
const TICK_REACH = 10; // pixels between the pointer and the tick it means

const TONES = {
  ACTIVE: "good", SUSPENDED: "off",
  ENROLLED: "good", PENDING: "busy", EXPIRED: "wait", OPTED_OUT: "off",
  PENDING_CONFIGURATION: "off", ONGOING: "busy", ENDED: "off",
  SUBMITTED: "off", IN_PROGRESS: "busy", COMPLETED: "good", COMPLETED_WITH_ERRORS: "wait", FAILED: "bad",
  NEW_ENROLLMENT: "good", NEW_REGISTRATION: "good", ENROLLMENT_OVERWRITE: "other", DUPLICATE_SKIPPED: "off",
};

let state = null; // what is shown
const problems = {refresh: "", act: ""}; // each stays until the next request of its kind succeeds
let newest = 0; // number of the newest request for the state: an older answer may arrive later
let fetchedAt = 0; // performance.now() when the state arrived
let actions = Promise.resolve(); // buttons act one after another
let signatures = new Map(); // what each element showed, to find out what changed
const outputs = new Map(); // output files by job; they never change

// ---- Elements. Text from the state is inserted as text, never as HTML.

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

function el(name, attributes, ...children) {
  return build(document.createElement(name), attributes, children);
}

function svg(name, attributes, ...children) {
  return build(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function byId(id) {
  return document.getElementById(id);
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function tone(status) {
  return TONES[status] || "off";
}

function pill(status) {
  return el("span", {class: `pill ${tone(status)}`}, status);
}

function swatch(status) {
  return el("span", {class: `swatch ${tone(status)}`, "aria-hidden": "true"});
}

/** Keep one element per item, so that focus, open details and transitions survive a refresh. */
function keep(parent, items, keyOf, create, update) {
  const known = new Map([...parent.children].filter((one) => one.dataset.key).map((one) => [one.dataset.key, one]));
  let place = null;
  for (const item of items) {
    const key = keyOf(item);
    let element = known.get(key);
    known.delete(key);
    if (!element) {
      element = create(item);
      element.dataset.key = key;
    }
    const next = place ? place.nextSibling : parent.firstChild;
    // Moving an element makes it lose the focus, so leave one that is in place.
    if (next !== element) parent.insertBefore(element, next);
    update(element, item);
    place = element;
  }
  for (const element of known.values()) element.remove();
}

// ---- Words for numbers and instants.

function plural(number, one, many) {
  return `${number.toLocaleString("en-US")} ${number === 1 ? one : many || `${one}s`}`;
}

function twoDigits(number) {
  return String(number).padStart(2, "0");
}

function timeOf(instant) {
  const date = new Date(instant);
  const text = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits).join(":");
  const rest = date.getUTCMilliseconds();
  return rest ? `${text}.${String(rest).padStart(3, "0")}` : text;
}

function dateOf(instant) {
  const options = {weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC"};
  return new Date(instant).toLocaleDateString("en-GB", options);
}

/** The time, with the date if it is not today's. */
function momentOf(instant, now) {
  const sameDay = Math.floor(instant / 86400000) === Math.floor(now / 86400000);
  return sameDay ? timeOf(instant) : `${dateOf(instant)} ${timeOf(instant)}`;
}

function durationOf(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  const [days, hours, minutes] = [Math.floor(whole / 86400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
  const parts = [[days, "d"], [hours, "h"], [minutes, "min"], [whole % 60, "s"]];
  const first = parts.findIndex(([number]) => number > 0);
  return parts.slice(first, first + 2).filter(([number]) => number > 0).map((part) => part.join(" ")).join(" ");
}

function shortId(id) {
  return id.slice(-6);
}

function jobName(job) {
  return job.JobName || `${job.Kind} job ${shortId(job.JobId)}`;
}

function speakerName(speaker) {
  return speaker.CustomerSpeakerId || speaker.GeneratedSpeakerId;
}

function doneOf(job) {
  const listed = job.Requests.length;
  const percent = (job.JobProgress && job.JobProgress.PercentComplete) || 0;
  // The state lists only the first requests of a long job.
  return Math.max(listed, job.Total > listed ? Math.floor((job.Total * percent) / 100) : 0);
}

function failuresOf(job) {
  return job.Requests.filter((request) => request.ErrorCode !== undefined);
}

// ---- What changed between two states.

function thingsIn(document) {
  const things = new Map();
  for (const domain of document.domains) {
    const put = (key, name, value) => things.set(`${domain.DomainId} ${key}`, {name, value});
    const update = domain.ServerSideEncryptionUpdateDetails;
    for (const job of domain.Jobs) put(`job ${job.JobId}`, jobName(job), job.Total && !job.EndedAt ? `${doneOf(job)} of ${job.Total} done` : job.JobStatus);
    put("domain", `domain ${domain.Name}`, domain.DomainStatus);
    if (update) put("encryption", `encryption of ${domain.Name}`, update.UpdateStatus);
    for (const session of domain.Sessions) {
      put(`session ${session.SessionId}`, `session ${session.SessionName}`, session.StreamingStatus);
      if (session.EnrollmentStatus) put(`enrollment ${session.SessionId}`, `enrollment by ${session.SessionName}`, session.EnrollmentStatus);
    }
    for (const list of domain.Watchlists) put(`watchlist ${list.WatchlistId}`, `watchlist ${list.Name}`, plural(list.Fraudsters, "fraudster"));
    if (domain.Speakers.Total > domain.Speakers.Listed.length) {
      const counts = Object.entries(domain.Speakers.ByStatus).map(([status, count]) => `${count} ${status}`);
      put("speakers", `speakers of ${domain.Name}`, counts.join(", "));
    } else {
      for (const speaker of domain.Speakers.Listed) put(`speaker ${speaker.GeneratedSpeakerId}`, `speaker ${speakerName(speaker)}`, speaker.Status);
    }
  }
  return things;
}

function changesBetween(earlier, later) {
  const before = thingsIn(earlier);
  const after = thingsIn(later);
  const changes = [];
  for (const [key, {name, value}] of after) {
    const old = before.get(key);
    if (!old) changes.push(`${name}: ${value}`);
    else if (old.value !== value) changes.push(`${name}: ${old.value} → ${value}`);
  }
  for (const [key, {name}] of before) if (!after.has(key)) changes.push(`${name}: removed`);
  return changes;
}

function sayChanges(reason, changes) {
  if (!reason && !changes.length) return;
  const shown = changes.slice(0, 3).join("; ");
  const more = changes.length > 3 ? `; and ${changes.length - 3} more` : "";
  setText(byId("said"), `${reason ? `${reason}: ` : ""}${shown ? shown + more : "nothing changed"}.`);
}

/** Highlight an element if it is new or shows something else than before. */
function mark(element, key, ...signature) {
  const now = JSON.stringify(signature);
  const before = signatures.get(key);
  signatures.set(key, now);
  if (state === null || before === now) return;
  element.classList.remove("changed");
  void element.offsetWidth; // the animation restarts only after a layout without it
  element.classList.add("changed");
}

// ---- Requests.

async function ask(path, body) {
  const options = body === undefined ? {} : {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)};
  let response;
  try {
    response = await fetch(`${API}/${path}`, {cache: "no-store", ...options});
  } catch (error) {
    throw new Error("The server does not answer. Is it still running?");
  }
  const text = await response.text();
  let document;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new Error(`The server answered ${response.status} to ${path}, and not in JSON.`);
  }
  if (!response.ok) throw new Error(document.message || `The server answered ${response.status} to ${path}.`);
  return document;
}

function showProblem(kind, message) {
  problems[kind] = message;
  const all = [...new Set(Object.values(problems))].filter(Boolean).join(" ");
  setText(byId("problem"), all);
  byId("problem").hidden = !all;
}

/** Fetch the state and draw it; say what was done, and what changed. */
async function refresh(reason) {
  const number = ++newest;
  let found;
  try {
    found = await ask("state");
  } catch (error) {
    if (number === newest) showProblem("refresh", error.message);
    return;
  }
  if (number !== newest) return;
  showProblem("refresh", "");
  const changes = state ? changesBetween(state, found) : [];
  fetchedAt = performance.now();
  draw(found);
  state = found;
  sayChanges(reason, changes);
}

/** Carry out a button's work and show what changed. */
function act(label, work) {
  actions = actions.then(async () => {
    let failure = "";
    try {
      await work();
    } catch (error) {
      failure = error.message;
    }
    showProblem("act", failure);
    await refresh(failure ? "" : label);
  });
  return actions;
}

async function moveToDue() {
  // While time runs, the event that the page shows may be over.
  const {due} = await ask("state");
  if (!due) throw new Error("Nothing is scheduled.");
  await ask("clock/move-to", {instant: due});
}

function poll() {
  // While time is frozen, nothing happens by itself; until the first answer it may be running.
  if (!document.hidden && (!state || !state.frozen)) refresh("");
}

// ---- Above: the clock.

function drawClock(found) {
  const now = Date.parse(found.now);
  document.body.classList.toggle("running", !found.frozen);
  drawTime(now, found.frozen);
  const frozen = byId("frozen");
  frozen.className = `pill ${found.frozen ? "busy" : "good"}`;
  setText(frozen, found.frozen ? "frozen" : "running");
  setText(byId("due"), dueWords(found.due, now));
  // A button with `disabled` would lose the focus.
  byId("to-due").setAttribute("aria-disabled", String(!found.due));
  byId("freeze").setAttribute("aria-disabled", String(found.frozen));
}

function dueWords(due, now) {
  if (!due) return "nothing is scheduled";
  const instant = Date.parse(due);
  return `next event in ${durationOf(Math.max(0, instant - now))}, at ${momentOf(instant, now)}`;
}

function drawTime(instant, exact) {
  setText(byId("time"), exact ? timeOf(instant) : timeOf(Math.floor(instant / 1000) * 1000));
  byId("time").setAttribute("datetime", new Date(instant).toISOString());
  setText(byId("date"), `${dateOf(instant)}, UTC`);
}

/** Advance the display of a running clock between two states. */
function advanceDisplay() {
  if (!state || state.frozen || document.hidden) return;
  const now = Date.parse(state.now) + performance.now() - fetchedAt;
  drawTime(now, false);
  setText(byId("due"), dueWords(state.due, now));
}

// ---- Domains.

function draw(found) {
  drawClock(found);
  byId("empty").hidden = found.domains.length > 0;
  const moment = {now: Date.parse(found.now), due: found.due ? Date.parse(found.due) : null};
  const update = (card, domain) => updateDomain(card, domain, moment);
  keep(byId("domains"), found.domains, (domain) => `${domain.AccountId} ${domain.Region} ${domain.DomainId}`, createDomain, update);
}

function createDomain(domain) {
  const part = (name, title) => el("section", {class: name, "aria-label": title},
    el("h3", {}, title, el("span", {class: "count"})), el("div", {class: "body"}));
  const speakers = part("speakers", "Speakers");
  const jobs = part("job-part", "Jobs");
  const sessions = part("session-part", "Sessions");
  jobs.querySelector(".body").append(howToStart("job", commandsForAJob(domain.DomainId)), el("ul", {class: "jobs"}));
  sessions.querySelector(".body").append(howToStart("session", commandForASession(domain.DomainId)), el("ul", {class: "sessions"}));
  speakers.append(el("details", {hidden: true}, el("summary"), el("ul", {class: "rows", tabindex: "0", "aria-label": "Speakers"})));
  return el("article", {class: "card domain", "aria-label": `Domain ${domain.Name}`},
    el("header", {class: "head"}),
    el("div", {class: "parts"},
      el("div", {}, speakers, part("watchlists", "Watchlists")),
      el("div", {}, jobs, sessions)));
}

function updateDomain(card, domain, moment) {
  const id = domain.DomainId;
  card.classList.toggle("suspended", domain.DomainStatus === "SUSPENDED");
  card.setAttribute("aria-label", `Domain ${domain.Name}`);
  const head = card.querySelector(".head");
  if (needsDrawing(head, domainFacts(domain))) drawHead(head, domain);
  mark(head, `${id} head`, domainFacts(domain));
  updateSpeakers(card.querySelector(".speakers"), domain, moment);
  updateWatchlists(card.querySelector(".watchlists"), domain);
  updateSessions(card.querySelector(".session-part"), domain, moment);
  updateJobs(card.querySelector(".job-part"), domain, moment);
}

let drawn = new WeakMap(); // what each element shows

/** Whether an element shows something else and needs drawing; remembers what it will show. */
function needsDrawing(element, ...signature) {
  const now = JSON.stringify(signature);
  if (drawn.get(element) === now) return false;
  drawn.set(element, now);
  return true;
}

function domainFacts(domain) {
  return [domain.Name, domain.Description, domain.DomainStatus, domain.ServerSideEncryptionConfiguration, domain.ServerSideEncryptionUpdateDetails];
}

function drawHead(head, domain) {
  head.replaceChildren(
    el("h2", {}, domain.Name), pill(domain.DomainStatus),
    domain.Description ? el("span", {class: "soft"}, domain.Description) : "",
    el("div", {class: "facts"},
      el("span", {class: "id", title: domain.Arn}, domain.DomainId),
      el("span", {}, `${domain.AccountId} in ${domain.Region}`),
      lock(domain)));
}

function lock(domain) {
  const key = domain.ServerSideEncryptionConfiguration.KmsKeyId;
  const {UpdateStatus: status, OldKmsKeyId: old, Message: message} = domain.ServerSideEncryptionUpdateDetails || {};
  const words = {IN_PROGRESS: old ? `encryption moves from ${old} to ${key}` : `encryption with ${key} begins`, FAILED: `encryption with ${key} failed`};
  return el("span", {class: `lock ${status === "FAILED" ? "bad" : status === "IN_PROGRESS" ? "busy" : "good"}`},
    svg("svg", {viewBox: "0 0 20 22", "aria-hidden": "true", fill: "none", stroke: "currentColor", "stroke-width": "2"},
      svg("path", {d: status === "FAILED" ? "M6 10V6a4 4 0 0 1 7-2.6" : "M6 10V6a4 4 0 0 1 8 0v4"}),
      svg("rect", {x: 3, y: 10, width: 14, height: 10, rx: 2, fill: status === "IN_PROGRESS" ? "url(#hatch)" : status === "FAILED" ? "none" : "currentColor"})),
    el("span", {}, words[status] || `encrypted with ${key}`),
    status === "IN_PROGRESS" ? pill(status) : "",
    message ? el("span", {class: "bad-words"}, message) : "");
}

function setCount(section, text) {
  setText(section.querySelector(".count"), text);
}

// ---- Speakers: a bar by status, and everyone as a chip or a dot.

function updateSpeakers(section, domain, moment) {
  const {Total: total, ByStatus: byStatus, Listed: listed} = domain.Speakers;
  setCount(section, total ? total.toLocaleString("en-US") : "");
  const everyone = section.querySelector("details");
  everyone.hidden = !total;
  if (!needsDrawing(section, domain.Speakers)) return;
  const body = section.querySelector(".body");
  if (!total) {
    body.replaceChildren(el("p", {class: "none"}, "Nobody is enrolled or opted out yet."));
    return;
  }
  const statuses = Object.entries(byStatus).filter(([, count]) => count > 0).sort();
  const words = statuses.map(([status, count]) => `${count} ${status}`).join(", ");
  const few = listed.length <= NAMED_SPEAKERS;
  body.replaceChildren(
    el("div", {class: "stack", role: "img", "aria-label": `Speakers by status: ${words}`}, statuses.map(([status, count]) => {
      const part = el("span", {class: tone(status), title: `${count} ${status}`});
      part.style.flexGrow = count;
      return part;
    })),
    el("ul", {class: "legend"}, statuses.map(([status, count]) => el("li", {}, swatch(status), `${count.toLocaleString("en-US")} ${status}`))),
    el("ul", {class: few ? "chips" : "dots", "aria-hidden": few ? null : "true"}, listed.map((speaker) => speakerMark(speaker, domain, few))));
  setText(everyone.querySelector("summary"), listed.length < total ? `The newest ${listed.length}, one by one` : "One by one");
  everyone.querySelector("ul").replaceChildren(...listed.map((speaker) => speakerRow(speaker, moment.now)));
}

function speakerMark(speaker, domain, named) {
  const title = `${speakerName(speaker)}: ${speaker.Status}`;
  const element = named
    ? el("li", {title}, swatch(speaker.Status), el("span", {}, speakerName(speaker), el("span", {class: "out-of-sight"}, ` ${speaker.Status}`)))
    : el("li", {title, class: `swatch ${tone(speaker.Status)}`});
  mark(element, `${domain.DomainId} speaker ${speaker.GeneratedSpeakerId}`, speaker.Status, speaker.UpdatedAt);
  return element;
}

function speakerRow(speaker, now) {
  return el("li", {}, swatch(speaker.Status), el("b", {}, speakerName(speaker)), speaker.Status,
    el("span", {class: "id soft"}, speaker.GeneratedSpeakerId),
    el("span", {class: "end"}, `since ${momentOf(Date.parse(speaker.UpdatedAt), now)}`));
}

// ---- Watchlists: boxes, and the fraudsters in each.

function updateWatchlists(section, domain) {
  const {Total: total, Listed: listed} = domain.Fraudsters;
  setCount(section, total ? plural(total, "fraudster") : "");
  if (!needsDrawing(section, domain.Watchlists, domain.Fraudsters, domain.WatchlistDetails)) return;
  const body = section.querySelector(".body");
  const names = new Map(domain.Watchlists.map((list) => [list.WatchlistId, list.Name]));
  const boxes = domain.Watchlists.map((list) => watchlistBox(list, domain, listed, names));
  body.replaceChildren(boxes.length ? el("div", {class: "boxes"}, boxes) : el("p", {class: "none"}, "No watchlist."));
}

function watchlistBox(list, domain, listed, names) {
  const inside = listed.filter((fraudster) => fraudster.WatchlistIds.includes(list.WatchlistId));
  const usual = (domain.WatchlistDetails || {}).DefaultWatchlistId === list.WatchlistId;
  const unseen = list.Fraudsters - inside.length;
  const box = el("div", {class: "box"},
    el("div", {class: "title"}, el("b", {title: list.Description}, list.Name), el("span", {class: "big", title: plural(list.Fraudsters, "fraudster")}, String(list.Fraudsters))),
    el("div", {class: "soft id", title: list.WatchlistId}, usual ? `default, ${shortId(list.WatchlistId)}` : shortId(list.WatchlistId)),
    el("ul", {class: "masks", "aria-label": `Fraudsters in ${list.Name}`},
      inside.map((fraudster) => fraudsterMark(fraudster, names)),
      unseen > 0 ? el("li", {}, `and ${unseen.toLocaleString("en-US")} more`) : ""));
  mark(box, `${domain.DomainId} watchlist ${list.WatchlistId}`, list, inside.map((fraudster) => fraudster.GeneratedFraudsterId));
  return box;
}

function fraudsterMark(fraudster, names) {
  const lists = fraudster.WatchlistIds.map((id) => names.get(id) || id);
  const shared = lists.length > 1;
  return el("li", {class: shared ? "shared" : null, title: `${fraudster.GeneratedFraudsterId}, in ${lists.join(" and ")}`, "data-fraudster": fraudster.GeneratedFraudsterId},
    `${shortId(fraudster.GeneratedFraudsterId)}${shared ? ` ×${lists.length}` : ""}`);
}

/** Highlight a fraudster in all watchlists that contain it. */
function lightUp(event) {
  const id = event.target.dataset && event.target.dataset.fraudster;
  for (const element of document.querySelectorAll("[data-fraudster]")) element.classList.toggle("same", element.dataset.fraudster === id);
}

// ---- Sessions: how much speech there is.

function updateSessions(section, domain, moment) {
  const sessions = [...domain.Sessions].sort((one, other) => Date.parse(other.StartedAt) - Date.parse(one.StartedAt));
  setCount(section, sessions.length ? String(sessions.length) : "");
  updateHint(section, domain, !sessions.length);
  // All bars of a domain share one scale, so that they can be compared.
  const seconds = scaleFor(Math.max(0, ...sessions.map((session) => session.SpeechSeconds)));
  const update = (element, session) => updateSession(element, session, seconds, domain, moment);
  keep(section.querySelector(".sessions"), sessions, (session) => session.SessionId, createSession, update);
}

function scaleFor(seconds) {
  return [40, 60, 90, 120, 180, 300, 600, 1800, 3600].find((step) => seconds <= step) || seconds;
}

/** A wave that is always the same for the same session. */
function waveOf(id) {
  let seed = [...id].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) >>> 0, 7);
  let path = "";
  for (let x = 3; x < 600; x += 5) {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    const loud = 3 + (seed / 2 ** 32) * 10 * (0.45 + 0.55 * Math.abs(Math.sin(x / 37)));
    path += `M${x} ${(20 - loud).toFixed(1)}V${(20 + loud).toFixed(1)}`;
  }
  return path;
}

function createSession(session) {
  const wave = waveOf(session.SessionId);
  const layer = (name) => svg("svg", {class: name, viewBox: "0 0 600 40", preserveAspectRatio: "none", "aria-hidden": "true"}, svg("path", {d: wave}));
  return el("li", {class: "session"},
    el("div", {class: "title"}),
    el("div", {class: "track", role: "meter", "aria-valuemin": "0"}, layer("silent"), layer("heard"), el("i"), el("i")),
    el("div", {class: "marks", title: MARKS.map(([at, what]) => `${at} s of speech: ${what}`).join(", ")}, el("span"), el("span")));
}

function updateSession(element, session, scale, domain, moment) {
  const seconds = session.SpeechSeconds;
  const title = element.querySelector(".title");
  const words = [session.StreamingStatus, session.EnrollmentStatus, session.CustomerSpeakerId, seconds, session.EndedAt];
  if (needsDrawing(title, words)) {
    title.replaceChildren(
      el("b", {title: session.SessionId}, session.SessionName), pill(session.StreamingStatus),
      session.CustomerSpeakerId ? el("span", {class: "soft"}, `claims to be ${session.CustomerSpeakerId}`) : "",
      session.EnrollmentStatus ? el("span", {class: "soft"}, `enrollment ${session.EnrollmentStatus}`) : "",
      el("span", {class: "end"}, `${Math.round(seconds * 10) / 10} s of speech`));
    title.title = `from ${momentOf(Date.parse(session.StartedAt), moment.now)}${session.EndedAt ? ` until ${momentOf(Date.parse(session.EndedAt), moment.now)}` : ""}`;
  }
  const track = element.querySelector(".track");
  track.setAttribute("aria-label", `Speech of session ${session.SessionName}`);
  track.setAttribute("aria-valuemax", scale);
  track.setAttribute("aria-valuenow", seconds);
  track.setAttribute("aria-valuetext", `${Math.round(seconds * 10) / 10} seconds of speech`);
  track.className = `track ${session.StreamingStatus === "ONGOING" ? "busy" : "off"}`;
  track.querySelector(".heard").style.setProperty("--unheard", `${(100 - (100 * seconds) / scale).toFixed(2)}%`);
  placeMarks(element, seconds, scale);
  mark(element, `${domain.DomainId} session ${session.SessionId}`, session.StreamingStatus, session.EnrollmentStatus, session.CustomerSpeakerId);
}

function placeMarks(element, seconds, scale) {
  const crowded = (ENROLLMENT_SECONDS - AUTHENTICATION_SECONDS) / scale < 0.25;
  MARKS.forEach(([at, what], index) => {
    const left = `${(100 * at) / scale}%`;
    element.querySelectorAll("i")[index].style.left = left;
    const label = element.querySelectorAll(".marks > span")[index];
    label.style.left = left;
    label.className = seconds >= at ? "reached" : "";
    // If both marks are near the start, one label names both.
    label.hidden = crowded && index === 0;
    const named = crowded ? MARKS : [[at, what]];
    label.replaceChildren(...named.map(([second, word], place) => [place ? ", " : "", `${second} s`, el("span", {class: "word"}, ` ${word}`)]).flat());
  });
}

// ---- Jobs: a time line each.

function updateJobs(section, domain, moment) {
  const jobs = [...domain.Jobs].sort((one, other) => Date.parse(other.CreatedAt) - Date.parse(one.CreatedAt));
  setCount(section, jobs.length ? String(jobs.length) : "");
  updateHint(section, domain, !jobs.length);
  const update = (element, job) => updateJob(element, job, domain, moment);
  keep(section.querySelector(".jobs"), jobs, (job) => job.JobId, createJob, update);
}

function createJob(job) {
  const id = `job-${job.JobId}`;
  const button = el("button", {type: "button", "aria-expanded": "false", "aria-controls": id},
    el("span", {class: "title"}), svg("svg", {class: "line", role: "img"}), el("span", {class: "axis"}));
  const element = el("li", {class: "job"}, button, el("ul", {class: "failures", hidden: true}), el("div", {class: "more", id, hidden: true}));
  button.addEventListener("click", () => toggleJob(element));
  button.addEventListener("pointermove", (event) => pointAt(element, event));
  button.addEventListener("pointerleave", hideTip);
  return element;
}

const shownJobs = new WeakMap(); // the job that an element shows, for its listeners

function updateJob(element, job, domain, moment) {
  // An active job is redrawn whenever time advances; one that has ended, when "now" leaves its line.
  const scale = scaleOf(job, moment);
  shownJobs.set(element, {job, scale, now: moment.now});
  mark(element, `${domain.DomainId} job ${job.JobId}`, job.JobStatus, doneOf(job));
  if (!needsDrawing(element, job, scale)) return;
  const done = doneOf(job);
  const failures = failuresOf(job);
  const progress = job.Total ? `${done.toLocaleString("en-US")} of ${plural(job.Total, "request")}${failures.length ? `, ${failures.length} failed` : ""}` : "";
  element.querySelector("button").setAttribute("aria-label", [jobName(job), job.JobStatus, progress, "details"].filter(Boolean).join(", "));
  element.querySelector(".title").replaceChildren(el("b", {}, jobName(job)), pill(job.JobStatus),
    el("span", {class: "soft"}, job.JobName ? job.Kind : ""), el("span", {class: "end"}, progress));
  drawLine(element.querySelector(".line"), job, scale, moment.now);
  element.querySelector(".axis").replaceChildren(...axisWords(job, moment.now).map((words) => el("span", {}, words)));
  drawFailures(element.querySelector(".failures"), job, failures);
  if (!element.querySelector(".more").hidden) drawDetails(element);
}

/** Return the span of time that a job's line shows, and the instants on it. */
function scaleOf(job, {now, due}) {
  const from = Date.parse(job.CreatedAt);
  const began = job.BeganAt ? Date.parse(job.BeganAt) : null;
  const ended = job.EndedAt ? Date.parse(job.EndedAt) : null;
  if (ended !== null) {
    const near = now - ended <= (ended - from) * 0.15;
    return {from, began, ended, to: Math.max(near ? now : ended, from + 1), now: near ? now : null, expected: null};
  }
  const expected = began === null ? null : expectedEnd(job, began, now, due);
  // If the end cannot be estimated, the rest is half as long as what is known.
  const known = Math.max(now, due || now, from + 2000);
  const to = expected === null ? known + (known - from) / 2 : Math.max(expected, now);
  return {from, began, ended, to, now, expected: to};
}

function expectedEnd(job, began, now, due) {
  const times = job.Requests.map((request) => Date.parse(request.At));
  const count = times.length;
  if (count > 1) return began + ((times[count - 1] - times[0]) / (count - 1)) * job.Total;
  if (count === 1) return began + (times[0] - began) * job.Total;
  return due !== null && due > now ? began + (due - began) * Math.max(1, job.Total) : null;
}

/** The place of an instant on a line, in percent. The ends stay clear of the edges. */
function placeOf(instant, scale) {
  const share = (instant - scale.from) / (scale.to - scale.from);
  return 2 + 96 * Math.min(1, Math.max(0, share));
}

/** The place of each request. Those done at one instant stand side by side, in order. */
function placesOf(job, scale) {
  const count = job.Requests.length;
  const times = job.Requests.map((request) => Date.parse(request.At));
  if (count > 1 && times[0] === times[count - 1]) {
    const [left, right] = scale.to - scale.from <= 1 ? [2, 98] : [placeOf(times[0], scale) - 4, placeOf(times[0], scale)];
    return times.map((_, index) => left + ((right - left) * (index + 1)) / (count + 1));
  }
  return times.map((time) => placeOf(time, scale));
}

function drawLine(line, job, scale, now) {
  const percent = (number) => `${number.toFixed(3)}%`;
  const at = (place, ...shapes) => svg("svg", {x: percent(place), overflow: "visible", "aria-hidden": "true"}, shapes);
  const [start, end] = [placeOf(scale.from, scale), placeOf(scale.ended === null ? now : scale.ended, scale)];
  const busyFrom = scale.began === null ? null : placeOf(scale.began, scale);
  const shapes = [svg("line", {class: "queue", x1: percent(start), x2: percent(busyFrom === null ? end : busyFrom), y1: 30, y2: 30})];
  if (busyFrom !== null) {
    shapes.push(svg("rect", {class: "band", x: percent(busyFrom), width: percent(Math.max(0, end - busyFrom)), y: 18, height: 24}));
  }
  if (scale.expected !== null) {
    shapes.push(svg("rect", {class: "rest", x: percent(end), width: percent(Math.max(0, placeOf(scale.expected, scale) - end)), y: 18, height: 24, rx: 2}));
  }
  shapes.push(...ticks(job, placesOf(job, scale), at));
  if (busyFrom !== null) shapes.push(at(busyFrom, svg("line", {class: "began", y1: 14, y2: 46})));
  shapes.push(at(start, svg("circle", {class: "submitted", cy: 30, r: 4.5})));
  if (scale.ended !== null) shapes.push(at(end, endShape(job)));
  if (scale.now !== null) {
    shapes.push(at(placeOf(scale.now, scale), svg("g", {class: "now"}, svg("line", {y1: 4, y2: 48}), svg("path", {d: "M-5 0H5L0 7Z"}))));
  }
  line.replaceChildren(...shapes);
  line.setAttribute("aria-label", `Time line: ${axisWords(job, now).join(", ")}`);
}

/** One path per outcome, because hundreds of elements are slow; errors are elements, to stand out. */
function ticks(job, places, at) {
  const paths = new Map();
  const errors = [];
  job.Requests.forEach((request, index) => {
    if (request.ErrorCode !== undefined) {
      errors.push(svg("g", {class: "error"}, at(places[index], svg("line", {y1: 10, y2: 42}), svg("circle", {cy: 10, r: 4}))));
    } else {
      const kind = tone(request.Outcome);
      // Skipped requests are shorter too: colour alone does not reach everybody.
      const [top, foot] = kind === "off" ? [0.3, 0.7] : [0, 1];
      paths.set(kind, `${paths.get(kind) || ""}M${(places[index] * 10).toFixed(2)} ${top}V${foot}`);
    }
  });
  const width = places.length <= 60 ? 3 : places.length <= 200 ? 2 : 1.2;
  const layer = svg("svg", {viewBox: "0 0 1000 1", preserveAspectRatio: "none", width: "100%", height: 24, y: 18, "aria-hidden": "true"},
    [...paths].map(([kind, d]) => svg("path", {class: `ticks ${kind}`, d, "stroke-width": width})));
  return [layer, ...errors];
}

function endShape(job) {
  const name = `ended ${tone(job.JobStatus)}`;
  if (job.JobStatus === "FAILED") return svg("path", {class: `cross ${name}`, d: "M-6 24L6 36M6 24L-6 36"});
  return svg("circle", {class: name, cy: 30, r: 7});
}

function axisWords(job, now) {
  const from = Date.parse(job.CreatedAt);
  const words = [`submitted ${momentOf(from, now)}`];
  if (job.BeganAt) words.push(`began ${momentOf(Date.parse(job.BeganAt), now)}`);
  if (job.Requests.length < doneOf(job)) words.push(`the first ${job.Requests.length} drawn`);
  if (job.EndedAt) {
    const ended = Date.parse(job.EndedAt);
    words.push(`ended ${momentOf(ended, now)}, after ${durationOf(ended - from)}`);
    if (now > ended) words.push(`${durationOf(now - ended)} ago`);
  } else if (job.BeganAt) {
    words.push("in progress, the rest expected");
  } else {
    words.push("waits in the queue");
  }
  return words;
}

function drawFailures(list, job, failures) {
  const lines = failures.slice(0, FAILURES_BESIDE_A_JOB).map((request) => el("li", {}, el("b", {}, `${request.RequestId}: ${request.ErrorCode} `), request.ErrorMessage || ""));
  if (job.FailureDetails) lines.unshift(el("li", {}, el("b", {}, `${job.FailureDetails.StatusCode} `), job.FailureDetails.Message || ""));
  const more = failures.length - FAILURES_BESIDE_A_JOB;
  if (more > 0) lines.push(el("li", {class: "soft"}, `and ${plural(more, "more request")} failed`));
  list.replaceChildren(...lines);
  list.hidden = !lines.length;
}

/** Show the request under the pointer. */
function pointAt(element, event) {
  const {job, scale, now} = shownJobs.get(element);
  const box = element.querySelector(".line").getBoundingClientRect();
  const inside = event.clientY >= box.top && event.clientY <= box.bottom;
  const pixels = placesOf(job, scale).map((place) => Math.abs(box.left + (place * box.width) / 100 - event.clientX));
  // Errors are easier to hit than other requests: people look for them.
  const distance = (index) => pixels[index] - (job.Requests[index].ErrorCode !== undefined ? 2 : 0);
  const nearest = pixels.reduce((best, _, index) => (best < 0 || distance(index) < distance(best) ? index : best), -1);
  if (!inside || nearest < 0 || pixels[nearest] > TICK_REACH) {
    hideTip();
    return;
  }
  showTip(requestWords(job.Requests[nearest], now), event.clientX, box.top);
}

function requestWords(request, now) {
  const time = momentOf(Date.parse(request.At), now);
  if (request.ErrorCode === undefined) return `${time} ${request.RequestId}: ${request.Outcome || "done"}`;
  return `${time} ${request.RequestId}: ${request.ErrorCode} ${request.ErrorMessage || ""}`;
}

function showTip(text, x, y) {
  const tip = byId("tip");
  setText(tip, text);
  tip.hidden = false;
  const left = Math.min(x + 12, window.innerWidth - tip.offsetWidth - 8);
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${Math.max(8, y - tip.offsetHeight - 4)}px`;
}

function hideTip() {
  byId("tip").hidden = true;
}

// ---- A job's details.

function toggleJob(element) {
  const more = element.querySelector(".more");
  more.hidden = !more.hidden;
  element.querySelector("button").setAttribute("aria-expanded", String(!more.hidden));
  if (!more.hidden) drawDetails(element);
}

function drawDetails(element) {
  const {job, now} = shownJobs.get(element);
  const more = element.querySelector(".more");
  more.setAttribute("role", "region");
  more.setAttribute("aria-label", `Details of ${jobName(job)}`);
  const scrolled = more.querySelector(".rows") ? more.querySelector(".rows").scrollTop : 0;
  more.replaceChildren(jobFacts(job, now), ...requestRows(job, now), ...outputPart(element, job));
  if (scrolled) more.querySelector(".rows").scrollTop = scrolled;
}

function jobFacts(job, now) {
  const config = job.EnrollmentConfig || job.RegistrationConfig;
  const pairs = [
    ["job", job.JobId],
    ["submitted", momentOf(Date.parse(job.CreatedAt), now)],
    ["began", job.BeganAt && momentOf(Date.parse(job.BeganAt), now)],
    ["ended", job.EndedAt && momentOf(Date.parse(job.EndedAt), now)],
    ["manifest", job.InputDataConfig && job.InputDataConfig.S3Uri],
    ["results", job.OutputDataConfig && job.OutputDataConfig.S3Uri],
    ["role", job.DataAccessRoleArn],
    ["configuration", config && JSON.stringify(config)],
    ["failure", job.FailureDetails && `${job.FailureDetails.StatusCode} ${job.FailureDetails.Message}`],
  ];
  return el("dl", {class: "pairs"}, pairs.filter(([, value]) => value).map(([name, value]) => [el("dt", {}, name), el("dd", {class: "id"}, value)]).flat());
}

function requestRows(job, now) {
  if (!job.Requests.length) return [];
  const listed = job.Requests.length;
  const title = listed < doneOf(job) ? `${listed} of the requests that are done` : "Requests that are done";
  const rows = job.Requests.map((request) => {
    const failed = request.ErrorCode !== undefined;
    return el("li", {}, el("span", {class: `swatch ${failed ? "bad" : tone(request.Outcome)}`, "aria-hidden": "true"}),
      el("b", {}, request.RequestId),
      failed ? el("b", {class: "bad-words"}, String(request.ErrorCode)) : request.Outcome || "done",
      failed ? request.ErrorMessage || "" : "",
      el("span", {class: "end"}, momentOf(Date.parse(request.At), now)));
  });
  return [el("div", {}, el("h4", {}, title), outcomeLegend(job), el("ul", {class: "rows", tabindex: "0", role: "list", "aria-label": title}, rows))];
}

function outcomeLegend(job) {
  const counts = new Map();
  for (const request of job.Requests) {
    const outcome = request.ErrorCode === undefined ? request.Outcome || "done" : `error ${request.ErrorCode}`;
    counts.set(outcome, (counts.get(outcome) || 0) + 1);
  }
  return el("ul", {class: "legend"}, [...counts].map(([outcome, count]) => el("li", {},
    el("span", {class: `swatch ${outcome.startsWith("error ") ? "bad" : tone(outcome)}`, "aria-hidden": "true"}), `${count} ${outcome}`)));
}

function outputPart(element, job) {
  if (!job.OutputUri) return [];
  const text = outputs.get(job.JobId);
  if (text === undefined) fetchOutput(element, job.JobId);
  return [el("div", {}, el("h4", {}, "Output file"), el("p", {class: "id soft"}, job.OutputUri),
    el("pre", {tabindex: "0", role: "region", "aria-label": `Output file of ${jobName(job)}`}, text === undefined ? "loading" : text))];
}

async function fetchOutput(element, jobId) {
  try {
    const text = JSON.stringify(await ask(`jobs/output?job_id=${encodeURIComponent(jobId)}`), null, 2);
    const cut = text.length > OUTPUT_CHARACTERS;
    outputs.set(jobId, cut ? `${text.slice(0, OUTPUT_CHARACTERS)}\n(the first ${plural(OUTPUT_CHARACTERS, "character")})` : text);
  } catch (error) {
    showProblem("act", error.message);
    setText(element.querySelector(".more pre"), `could not load: ${error.message}`);
    return;
  }
  if (!element.querySelector(".more").hidden) drawDetails(element);
}

// ---- How to start.

function command(text) {
  return `aws --endpoint-url ${location.origin} ${text}`;
}

function commandsToBegin() {
  return [
    "export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_DEFAULT_REGION=us-east-1",
    command("voice-id create-domain --name callers \\\n  --server-side-encryption-configuration KmsKeyId=alias/voice-id"),
  ].join("\n");
}

function commandsForAJob(domainId) {
  const manifest = {
    Version: "1.0",
    SpeakerEnrollmentRequests: [
      {RequestId: "request-1", SpeakerId: "anna", AudioSpecifications: [{S3Uri: "s3://recordings/anna.wav", ChannelId: 0}]},
    ],
  };
  return [
    command("s3 mb s3://recordings"),
    `echo 'half a minute of Anna' | ${command("s3 cp - s3://recordings/anna.wav")}`,
    `echo '${JSON.stringify(manifest)}' \\\n  | ${command("s3 cp - s3://recordings/manifest.json")}`,
    command(`voice-id start-speaker-enrollment-job --domain-id ${domainId} \\\n`
      + "  --data-access-role-arn arn:aws:iam::123456789012:role/VoiceId \\\n"
      + "  --input-data-config S3Uri=s3://recordings/manifest.json \\\n"
      + "  --output-data-config S3Uri=s3://recordings/results"),
  ].join("\n");
}

function commandForASession(domainId) {
  const session = {domain_id: domainId, name: "first-call", speaker_id: "anna", voice: "anna"};
  return `curl ${location.origin}${API}/sessions \\\n  -d '${JSON.stringify(session)}'`;
}

function howToStart(what, commands) {
  return el("div", {class: "hint"},
    el("p", {class: "none"}, `No ${what} yet.`),
    el("details", {}, el("summary", {}, `How to start a ${what}`),
      el("pre", {tabindex: "0", role: "region", "aria-label": `How to start a ${what}`}, commands)));
}

/** Show how to start something if there is none and the domain accepts it. */
function updateHint(section, domain, needed) {
  const hint = section.querySelector(".hint");
  hint.hidden = !needed;
  hint.querySelector("details").hidden = domain.DomainStatus === "SUSPENDED";
}

// ---- The page itself.

function onClick(button, work) {
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") act(button.textContent, work);
  });
}

function listen() {
  for (const button of document.querySelectorAll("[data-path]")) {
    const body = JSON.parse(button.dataset.body);
    onClick(button, () => ask(`clock/${button.dataset.path}`, body));
  }
  onClick(byId("to-due"), moveToDue);
  onClick(byId("refresh"), async () => undefined);
  byId("domains").addEventListener("pointerover", lightUp);
  window.addEventListener("focus", () => refresh(""));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(""); });
  window.addEventListener("scroll", hideTip, {passive: true});
  setInterval(poll, POLL_MILLISECONDS);
  setInterval(advanceDisplay, 250);
}

// Without a document the script only defines its functions, for its unit tests.
if (globalThis.document) {
  setText(byId("begin"), commandsToBegin());
  listen();
  refresh("");
}
