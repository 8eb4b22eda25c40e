// JSON as text, and back. nlohmann/json's parser and writer are compiled here once, instead of in every source that needs
// one of them; that is also the one place that says how bytes that are not UTF-8 are written. Neither throws.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace gatewarden {

// is_discarded() where `text` is not JSON. Bounds are the caller's: an answer nests as deep as its text.
nlohmann::json parse_json(std::string_view text);
nlohmann::ordered_json parse_ordered_json(std::string_view text);

// Empty where `object` is not an object, or has no such member that is a text.
std::string text_member(const nlohmann::json& object, const char* name);
std::string text_member(const nlohmann::ordered_json& object, const char* name);

// On one line. Bytes that are not UTF-8 become U+FFFD; harmful characters (printable.hpp) are escaped.
std::string json_line(const nlohmann::json& json);
std::string json_line(const nlohmann::ordered_json& json);
// For a person: the same indented by two, with a line end.
std::string json_page(const nlohmann::json& json);
std::string json_page(const nlohmann::ordered_json& json);

// Appends `text` as a string of JSON (RFC 8259, 7), from any bytes: valid UTF-8, harmless on a terminal. Bytes that are not
// UTF-8 become U+FFFD; control and direction marks are escaped. Reports have a writer of their own, on a hot path
// (gateway/wire/json_writer.hpp).
void append_json_string(std::string& out, std::string_view text);

}  // namespace gatewarden
