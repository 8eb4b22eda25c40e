// The name of an AWS IoT thing; always valid. Registered things: [a-zA-Z0-9:_-]{1,128} (AWS IoT API reference,
// CreateThing). Device Defender also accepts reports for unregistered things: up to 128 bytes of UTF-8 without
// control characters (developer guide, "Detect"). A name is also one topic level, so never / + #.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gatewarden {

class ThingName {
 public:
  static constexpr std::size_t kMaxBytes = 128;
  enum class Rule { registered, unregistered };

  static Result<ThingName> parse(std::string_view text, Rule rule = Rule::registered);

  const std::string& text() const { return text_; }
  friend auto operator<=>(const ThingName&, const ThingName&) = default;

 private:
  explicit ThingName(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace gatewarden
