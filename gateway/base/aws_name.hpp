// The characters AWS IoT takes in the names of things, custom metrics and their like: [a-zA-Z0-9:_-].
// AWS IoT API reference, CreateThing and CreateCustomMetric.
#pragma once

namespace gatewarden {

constexpr bool is_aws_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' || c == '_' ||
         c == '-';
}

// The name of a custom metric as a regular expression of JSON Schema; "aws:" belongs to AWS.
inline constexpr const char* kCustomNamePattern = "^(?!aws:)[a-zA-Z0-9:_-]{1,128}$";

}  // namespace gatewarden
