import { createServer } from "node:http";
import { stdout } from "node:process";

/** Reads a request and accepts it. Prints its port. */
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.writeHead(202, { "content-type": "application/json", "content-length": 14 });
    response.end('{"accepted":1}');
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) stdout.write(`${address.port}\n`);
});
