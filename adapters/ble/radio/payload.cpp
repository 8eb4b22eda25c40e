#include "adapters/ble/radio/payload.hpp"

#include <algorithm>

namespace gatewarden::ble {

bool Payload::add(std::uint8_t type, Bytes first, Bytes second) {
  const std::size_t length = first.size() + second.size();
  if (length > kMaxElement || size_ + 2 + length > bytes_.size()) return false;
  bytes_[size_++] = static_cast<std::uint8_t>(length + 1);
  bytes_[size_++] = type;
  for (const Bytes part : {first, second}) {
    std::copy(part.begin(), part.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += part.size();
  }
  return true;
}

bool Payload::add_whole(Bytes elements) {
  if (size_ + elements.size() > bytes_.size()) return false;
  std::copy(elements.begin(), elements.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += elements.size();
  return true;
}

}  // namespace gatewarden::ble
