#include "gateway/base/text/plain_number.hpp"

#include <array>
#include <charconv>

namespace gatewarden {

std::string plain_number(double value) {
  std::array<char, 400> buffer{};  // the longest have 309 digits before the point, or 325 behind it
  const auto result =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  return {buffer.data(), result.ptr};
}

}  // namespace gatewarden
