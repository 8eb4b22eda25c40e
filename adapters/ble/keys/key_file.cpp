#include "adapters/ble/keys/key_file.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "gateway/base/text/hex.hpp"
#include "gateway/tls/secret_file.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr const char* kForm =
    "write the address and its key, AA:BB:CC:DD:EE:FF 00112233445566778899aabbccddeeff, or a name, the word irk "
    "and the key";

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t begin = line.find_first_not_of(kBlanks); begin != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(kBlanks, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(kBlanks, end);
  }
  return words;
}

Result<void> take_identity_key(std::string_view name, std::string_view key, Keys& keys) {
  std::array<std::uint8_t, 16> bytes{};
  if (!parse_hex(key, bytes)) return Error{"an identity key has 32 hex digits, most significant byte first"};
  if (!keys.identity_keys.emplace(name, bytes).second) return Error{"this name has a key already"};
  return {};
}

Result<void> take_bindkey(std::string_view device, std::string_view key, Keys& keys) {
  const auto address = parse_address(device);
  if (!address) return Error{kForm};
  const auto bytes = parse_bindkey(key);
  if (!bytes) return Error{bytes.error()};
  if (!keys.bindkeys.emplace(address->bytes, *bytes).second) return Error{"this address has a key already"};
  return {};
}

Result<void> take_line(std::string_view line, Keys& keys) {
  const auto words = words_of(line);
  if (words.empty() || words[0].front() == '#') return {};
  if (words.size() == 3 && words[1] == "irk") return take_identity_key(words[0], words[2], keys);
  return words.size() == 2 ? take_bindkey(words[0], words[1], keys) : Error{kForm};
}

}  // namespace

const Bindkey* Keys::bindkey(const Address& address) const {
  const auto found = bindkeys.find(address.bytes);
  return found == bindkeys.end() ? nullptr : &found->second;
}

Result<Bindkey> parse_bindkey(std::string_view text) {
  Bindkey key;
  constexpr std::uint8_t kShort = 12;
  if (text.size() == 2 * kShort) key.size = kShort;
  if (!parse_hex(text, std::span(key.bytes).first(key.size)))
    return Error{"a key has 32 hex digits, or 24 for MiBeacon's versions 2 and 3"};
  return key;
}

Result<Keys> parse_keys(std::string_view text) {
  Keys keys;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const auto taken = take_line(text.substr(0, end), keys); !taken)
      return Error{"line " + std::to_string(number) + ": " + taken.error()};
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return keys;
}

Result<Keys> read_keys(const std::string& file) {
  const auto text = read_secret_file("the key file", file, Keys::kMaxFile);
  if (!text) return Error{text.error()};
  auto keys = parse_keys(text->text());
  if (!keys) return Error{"the key file " + file + ", " + keys.error()};
  return keys;
}

}  // namespace gatewarden::ble
