/** The built-in texts of the one language that scripts/build_frontend.mjs is building for: widget/texts/<language>.json. */
declare module "ringback:texts" {
  const texts: typeof import("../texts/en.json");
  export default texts;
}

/** Those of a part: widget/texts/<part>/<language>.json. */
declare module "ringback:texts/message" {
  const texts: typeof import("../texts/message/en.json");
  export default texts;
}

declare module "ringback:texts/poll" {
  const texts: typeof import("../texts/poll/en.json");
  export default texts;
}

declare module "ringback:texts/times" {
  const texts: typeof import("../texts/times/en.json");
  export default texts;
}

declare module "ringback:texts/known" {
  const texts: typeof import("../texts/known/en.json");
  export default texts;
}

declare module "ringback:texts/talk" {
  const texts: typeof import("../texts/talk/en.json");
  export default texts;
}

declare module "ringback:texts/hold" {
  const texts: typeof import("../texts/hold/en.json");
  export default texts;
}

declare module "*.css" {
  const text: string;
  export default text;
}
