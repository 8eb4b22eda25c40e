#include "adapters/ble/device/device_record.hpp"

#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::string_view kFormat = "ble1";
constexpr int kHex = 16;

std::string hex(std::uint64_t number) {
  std::string text(kHex, '0');
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number, kHex).ptr;
  text.resize(static_cast<std::size_t>(end - text.data()));
  return text;
}

std::string listed(const SeenIds& ids) {
  std::string text;
  for (const std::uint32_t id : ids.all()) text += (text.empty() ? "" : ",") + hex(id);
  return text;
}

std::string_view next(std::string_view& text, char end) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view word = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return word;
}

bool read(std::string_view text, SeenIds& into) {
  while (!text.empty()) {
    const auto id = parse_number<std::uint32_t>(next(text, ','), kHex);
    if (!id) return false;
    into.add(*id);
  }
  return true;
}

// The text behind `key=`, of the words in their order.
std::optional<std::string_view> take(std::string_view& words, std::string_view key) {
  std::string_view rest = words;
  std::string_view word = next(rest, ' ');
  if (!word.starts_with(key) || word.size() == key.size() || word[key.size()] != '=') return std::nullopt;
  words = rest;
  return word.substr(key.size() + 1);
}

}  // namespace

std::string to_text(const DeviceRecord& record) {
  std::string text(kFormat);
  if (record.counter) {
    text += " key=" + record.counter->key + " last=" + std::to_string(record.counter->last) +
            " ahead=" + std::to_string(record.counter->ahead);
  }
  if (record.traits) {
    text += " services=" + listed(record.traits->services) +
            " companies=" + listed(record.traits->companies) + " formats=" + listed(record.traits->formats) +
            " name=" + hex(record.traits->name);
  }
  return text;
}

DeviceRecord parse_device_record(std::string_view text) {
  DeviceRecord record;
  if (next(text, ' ') != kFormat) return record;
  if (const auto key = take(text, "key")) {
    const auto last = parse_number<std::uint32_t>(take(text, "last").value_or(""));
    const auto ahead = parse_number<std::uint32_t>(take(text, "ahead").value_or(""));
    if (!last || !ahead) return {};
    record.counter = {std::string(*key), *last, *ahead};
  }
  if (const auto services = take(text, "services")) {
    Traits traits;
    const auto companies = take(text, "companies"), formats = take(text, "formats");
    const auto name = parse_number<std::uint64_t>(take(text, "name").value_or(""), kHex);
    const bool read_all = companies && formats && name && read(*services, traits.services) &&
                          read(*companies, traits.companies) && read(*formats, traits.formats);
    if (!read_all) return record;
    traits.name = *name;
    record.traits = traits;
  }
  return record;
}

}  // namespace gatewarden::ble
