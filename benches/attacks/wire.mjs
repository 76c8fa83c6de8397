// What is sent beneath HTTP's rules: raw bytes over a socket, websocket frames without a library, whole requests.
// Deliberately absent: what is expected of them.

import http from "node:http";
import net from "node:net";
import { randomBytes } from "node:crypto";

/** Sends a whole request and reads the answer; an answer that cannot be read as JSON has no code. */
export function request(target, { method = "POST", path = "/graphql", headers = {}, body = "", agent } = {}) {
  return new Promise((resolve) => {
    const sent = http.request({ host: target.host, port: target.port, method, path, headers, agent, timeout: 20_000 }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("error", () => resolve({ status: 0, text: "", headers: {} }));
      answer.on("end", () => {
        const text = Buffer.concat(parts).toString();
        let json;
        try { json = JSON.parse(text); } catch { json = undefined; }
        resolve({ status: answer.statusCode, headers: answer.headers, text, json, code: json?.errors?.[0]?.extensions?.code });
      });
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer")));
    sent.on("error", (error) => resolve({ status: 0, text: String(error.code), headers: {} }));
    sent.end(body);
  });
}

/**
 * Sends bytes as they are; tells what came back before the other side closed, the time was up, or `ended` said that it was
 * enough.
 */
export function raw(target, parts, { within = 3000, pause = 0, ended = () => false } = {}) {
  return new Promise((resolve) => {
    const chunks = [];
    let closed = false;
    let over = false;
    const socket = net.connect(target.port, target.host);
    const end = () => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      socket.destroy();
      const bytes = Buffer.concat(chunks);
      const text = bytes.toString("latin1");
      const answers = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((found) => Number(found[1]));
      resolve({ status: answers[0] ?? 0, answers, text, closed, bytes });
    };
    const timer = setTimeout(end, within);
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      if (ended(Buffer.concat(chunks))) end();
    });
    for (const event of ["error", "end", "close"]) socket.on(event, () => { closed = true; end(); });
    socket.on("connect", async () => {
      for (const part of [parts].flat()) {
        if (over) return;
        socket.write(part);
        if (pause) await new Promise((go) => setTimeout(go, pause));
      }
    });
  });
}

export const upgrade = (target, extra = "") =>
  `GET /graphql HTTP/1.1\r\nHost: ${target.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
  `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n${extra}\r\n`;

/** A frame of a client, masked unless told otherwise. */
export function frame(payload, { opcode = 1, masked = true, claimed } = {}) {
  const body = Buffer.from(payload);
  const length = claimed ?? body.length;
  const head = length < 126 ? [0x80 | opcode, length] : [0x80 | opcode, 127, ...lengthOf(length)];
  if (!masked) return Buffer.concat([Buffer.from(head), body]);
  head[1] |= 0x80;
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), body]);
}

function lengthOf(length) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return [...bytes];
}

/** The code by which the other side closed a websocket. */
export function closeCode(bytes) {
  const at = bytes.indexOf("\r\n\r\n") + 4;
  for (let place = at; place + 3 < bytes.length; ) {
    const [first, second] = [bytes[place], bytes[place + 1] & 0x7f];
    const [length, head] = second === 126 ? [bytes.readUInt16BE(place + 2), 4] : [second, 2];
    if ((first & 0x0f) === 8) return bytes.readUInt16BE(place + head);
    place += head + length;
  }
  return 0;
}
