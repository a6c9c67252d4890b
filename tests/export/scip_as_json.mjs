// Prints an index of SCIP as JSON, read by the messages of the package @c4312/scip: node scip_as_json.mjs FOLDER FILE.
// Fails where the file has a field that the schema does not know.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [folder, file] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
const { IndexSchema } = require("@c4312/scip/scip_pb.js");
const { fromBinary, toJson } = require("@bufbuild/protobuf");

const index = fromBinary(IndexSchema, readFileSync(file));
const waiting = [index];
while (waiting.length) {
  const message = waiting.pop();
  if (message.$unknown?.length) throw new Error(`unknown field in ${message.$typeName}`);
  for (const value of Object.values(message).flat()) if (value?.$typeName) waiting.push(value);
}
process.stdout.write(JSON.stringify(toJson(IndexSchema, index)));
