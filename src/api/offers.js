/**
 * Session Chat, what is wrong with the offers of a page: fetched once one of them could not be read, to tell its
 * developer where. It follows rules.js; the rules are those of src/domain/offer.rs.
 */

const option = { id: "(.+)", label: "(.*)", detail: "" };
const field = {
  name: "",
  label: "",
  kind: "text|longText|email|number|phone|select|selectSeveral|date|dateTime|checkbox|hidden",
  required: false,
  hint: "",
  value: "",
  pattern: "",
  maxLength: 0,
  autocomplete: "",
  options: [option],
  min: "",
  max: "",
};
const offers = {
  preChat: { title: "", text: "", fields: [field], submit: "" },
  survey: {
    scale: "stars|faces|numbers",
    question: "",
    comment: false,
    needsSession: false,
    endedBy: ["end-user|agent|bot|supervisor|automation|system|inactivity|opt-out|unknown"],
  },
  files: { types: [""], maxBytes: 0, maxCount: 0 },
  invitation: Object,
  notices: Object,
};

const refuse = (_code, path, reason) => {
  throw { field: path, message: `${path} ${reason}: no offer of the page is made.` };
};

/** The fault of these offers as a field and a sentence; none if it is an offer of the backend that cannot be read. */
export const fault = (given) => {
  try {
    read(offers, given, "offers");
    return {};
  } catch (told) {
    return told;
  }
};

/** As the loader wants it of every module; there is nothing to start. */
export const boot = (own) => own;

/** Tells the page of the fault in its offers. */
export const stage = (_root, settings, emit) => ({
  judge: (detail) => emit("error", { ...detail, ...fault(settings.offers) }),
});
