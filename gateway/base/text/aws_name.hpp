// What AWS IoT allows in names of things and custom metrics (API reference, CreateThing and CreateCustomMetric).
#pragma once

namespace gatewarden {

constexpr bool is_aws_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' || c == '_' ||
         c == '-';
}

// JSON Schema pattern of a custom metric's name; AWS reserves "aws:".
inline constexpr const char* kCustomNamePattern = "^(?!aws:)[a-zA-Z0-9:_-]{1,128}$";

}  // namespace gatewarden
