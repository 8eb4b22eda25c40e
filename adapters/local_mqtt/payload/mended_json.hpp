// JSON as devices write it, for what a strict parser refuses. Where braces, quotes, colons and commas leave no doubt
// which value belongs to which key, a bad value costs no more than itself:
//
//   harmless  a byte order mark in front, zero bytes behind, whole numbers beyond 64 bits, lone surrogates, numbers
//             that no double holds (the largest become null, those next to 0 become 0)
//   mended    nan, inf and unavailable become null; any other word or number that JSON does not know becomes text; a byte that is
//             not UTF-8, a control character or the backslash of an unknown escape becomes `?`; a value that was left
//             out becomes null; a comma too many goes
//   refused   all else: text behind the document, a document cut short, keys without double quotes
//
// Pure. Time and memory are linear in the text: foreign devices choose it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatewarden::local_mqtt {

struct MendedJson {
  std::optional<std::string> text;  // sound JSON, at most a quarter and 64 bytes longer; none: refused
  // What is wrong first, or why it is refused: "nan at byte 96, in `...`". Bytes count from 0. Empty: harmless.
  std::string fault;
};
MendedJson mend_json(std::string_view text);

// "nan", "-inf", "1.#QNAN", "unavailable": how programs write that there is no number, in any case of letters.
bool is_no_number(std::string_view word);
// Up to 40 bytes from a little before `at`, made printable: what an error may show of a payload.
std::string piece_of(std::string_view text, std::size_t at = 0);

}  // namespace gatewarden::local_mqtt
