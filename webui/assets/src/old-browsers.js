// What libraries take for granted and Chromium 86 lacks. build.mjs puts these in place of the globals.

/** diagram-js clones its view box, which is plain numbers. */
export const structuredClone = (plain) => JSON.parse(JSON.stringify(plain));

/** Object.hasOwn came with Chromium 93. */
export const hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
