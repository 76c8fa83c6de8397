// The scripts by which wrk asks: what is sent, what counts as an answer, and what is told of a run.
// Deliberately absent: waits between requests; the loop is closed.

const quoted = (text) => `[==[${text}]==]`;
const KINDS = ["MICRO_CONSULTATION", "MICRO_OVERSIGHT", "GOOD_DEED", "VOLUNTEER", "LECTURE", "PUBLIC_TALK", "CONSOLATION", "DONATION", "PATROL", "VISIT", "STUDY_TALK", "READING", "TRAINING", "SEMINAR", "RESEARCH", "MEETING", "OTHER"];

/** The questions in turn, each thread from a place of its own. */
const questions = ({ documentId, asked }, tokens) => `
local asked = {
${asked.map(({ code, variables }) => `  { ${quoted(tokens[code])}, ${quoted(JSON.stringify({ documentId, variables }))} },`).join("\n")}
}
local sent, n = {}, 0
function init(args)
  for place, one in ipairs(asked) do sent[place] = formed(one[1], one[2]) end
  n = number * 7919
end
function request()
  n = n + 1
  return sent[n % #sent + 1]
end`;

/** Posts that nobody made before. Their titles have numbers of their own, so that none resembles another. */
const posts = ({ documentId, post: { batch, hosts, year } }, tokens) => `
local hosts = {
${hosts.map(({ code, id }) => `  { ${quoted(tokens[code])}, "${code}", "${id}" },`).join("\n")}
}
local of = {}
for _, host in ipairs(hosts) do
  of[host[2]] = of[host[2]] or {}
  table.insert(of[host[2]], host[3])
end
local kinds = { ${KINDS.map((kind) => `"${kind}"`).join(", ")} }
local random = math.random
local started = os.time()
function init(args)
  local chance = io.open("/dev/urandom", "rb")
  local a, b, c, d = chance:read(4):byte(1, 4)
  chance:close()
  math.randomseed(((a * 256 + b) * 256 + c) * 128 + d % 128)
end
local function id()
  local milliseconds = started * 1000 + random(0, 9999)
  local high = math.floor(milliseconds / 65536)
  return string.format("%08x-%04x-7%03x-%04x-%06x%06x", high, milliseconds % 65536, random(0, 4095), random(32768, 49151), random(0, 16777215), random(0, 16777215))
end
local function item(host)
  return string.format('{"id":"%s","hostId":"%s","kind":"%s","title":"第%d-%d次活动（示例）","occurredOn":{"from":"${year}-%02d-%02d"},"quantities":[{"measure":"SESSIONS","value":"1"},{"measure":"PERSON_TIMES","value":"%d"}]}',
    id(), host, kinds[random(#kinds)], random(0, 999999999), random(0, 999999999), random(12), random(28), random(5, 60))
end
function request()
  local host = hosts[random(#hosts)]
  local items = { item(host[3]) }
  for place = 2, ${batch} do
    local others = of[host[2]]
    items[place] = item(others[random(#others)])
  end
  return formed(host[1], '{"documentId":"${documentId}","variables":{"input":{"events":[' .. table.concat(items, ",") .. ']}}}')
end`;

/** The whole script. An answer is one when its status is 200 and neither its beginning nor its end tells of errors. */
export const script = (operation, path, tokens) => `
local threads, count = {}, 0
function setup(thread)
  count = count + 1
  thread:set("number", count)
  table.insert(threads, thread)
end
refused, example = 0, ""
function formed(token, body)
  return wrk.format("POST", "${path}", { ["content-type"] = "application/json", ["authorization"] = "Bearer " .. token }, body)
end
${operation.post ? posts(operation, tokens) : questions(operation, tokens)}
local signs = { '"errors":[{', ${operation.post ? `'"HELD"', '"REJECTED"', '"CONFLICT"', '"DUPLICATE"'` : `'"data":null'`} }
function response(status, headers, body)
  local looked = body
  if #body > 65536 then looked = body:sub(1, 4096) .. body:sub(-4096) end
  local amiss = status ~= 200
  for _, sign in ipairs(signs) do amiss = amiss or looked:find(sign, 1, true) ~= nil end
  if amiss then
    refused = refused + 1
    example = status .. " " .. body:sub(1, 300):gsub("[^%w%p ]", "?")
  end
end
function done(summary, latency)
  local all, one = 0, ""
  for _, thread in ipairs(threads) do
    all = all + thread:get("refused")
    if one == "" then one = thread:get("example") end
  end
  local errors = summary.errors
  print(string.format('RESULT {"requests":%d,"duration":%d,"refused":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d,"median":%d,"slow":%d,"example":"%s"}',
    summary.requests, summary.duration, all, errors.connect, errors.read, errors.write, errors.timeout, latency:percentile(50), latency:percentile(99), one:gsub('["\\\\]', "'")))
end
`;
