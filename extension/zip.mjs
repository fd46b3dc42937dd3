/** A zip of a folder, the same bytes for the same files: names sorted, no times. */

import { readdir, readFile } from "node:fs/promises";
import { crc32, deflateRawSync } from "node:zlib";

const DOS_DATE = 0x21; // 1 January 1980, the format's first day

export async function zipFolder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length + 1))
    .sort();
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const name of files) {
    const data = await readFile(`${folder}/${name}`);
    const packed = deflateRawSync(data, { level: 9 });
    const head = fields(name, data, packed);
    const local = Buffer.concat([le32(0x04034b50), head, Buffer.from(name), packed]);
    const place = [le16(0), le16(0), le16(0), le32(0), le32(offset)];
    directory.push(Buffer.concat([le32(0x02014b50), le16(20), head, ...place, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = [le32(0x06054b50), le32(0), le16(files.length), le16(files.length), le32(central.length), le32(offset), le16(0)];
  return Buffer.concat([...parts, central, ...end]);
}

/** What the local header and the directory both say of a file. */
function fields(name, data, packed) {
  const version = le16(20);
  const utf8 = le16(0x0800);
  const deflated = le16(8);
  const when = [le16(0), le16(DOS_DATE)];
  const sizes = [le32(crc32(data)), le32(packed.length), le32(data.length)];
  return Buffer.concat([version, utf8, deflated, ...when, ...sizes, le16(Buffer.byteLength(name)), le16(0)]);
}

function le16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function le32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
