#include "adapters/ble/slices/slice_format.hpp"

#include <algorithm>

#include "adapters/ble/decoding/accept.hpp"

namespace gatewarden::ble {
namespace {

bool fits(const SliceMatch& match, Bytes data) {
  const bool long_enough =
      match.lengths.empty() || std::ranges::find(match.lengths, data.size()) != match.lengths.end();
  return long_enough && std::ranges::all_of(match.bytes, [&](const SliceCondition& condition) {
           return condition.holds(data);
         });
}

bool is_shown(const SliceMatch& match, const Elements& elements) {
  const auto of_name = [&](const std::string& pattern) { return fits_pattern(elements.name(), pattern); };
  if (!match.names.empty() && std::ranges::none_of(match.names, of_name)) return false;
  return !match.lists || std::ranges::find(elements.listed(), *match.lists) != elements.listed().end();
}

// Of several elements of a company the last is the current one.
std::optional<Bytes> find(const SliceMatch& match, const Elements& elements) {
  if (!is_shown(match, elements)) return std::nullopt;
  if (match.service) {
    for (const ServiceData& one : elements.service_data())
      if (one.service == *match.service && fits(match, one.data)) return one.data;
    return std::nullopt;
  }
  const auto all = elements.manufacturer_data();
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (!match.any_company && std::ranges::find(match.companies, one->company) == match.companies.end())
      continue;
    const Bytes data = match.company_is_data ? Bytes(one->data.data() - 2, one->data.size() + 2) : one->data;
    if (fits(match, data)) return data;
  }
  return std::nullopt;
}

// What the security view knows by these names.
void note(ValueName name, const SliceContent& content, const SliceField& field, Decoded& into) {
  const auto* number = std::get_if<Number>(&content);
  if (number == nullptr) return;
  const double value = number->as_double();
  const bool counts = value >= 0 && value <= 0xFFFFFFFF;
  if (counts && name.quantity == Quantity::uptime) into.since_start = static_cast<std::uint32_t>(value);
  if (counts && name.quantity == Quantity::sequence && is_whole(field.as) && !number->is_real()) {
    into.counter = static_cast<std::uint32_t>(value);
    into.counter_bits = static_cast<std::uint8_t>(8 * width_of(field.as));
  }
}

// True: the value is there. What no share or temperature can be is left out, unless `valid` says otherwise.
bool add(ValueName name, const SliceField& field, Bytes bytes, Decoded& into) {
  const auto holds = [&](const SliceCondition& condition) { return condition.holds(bytes); };
  if (!std::ranges::all_of(field.when, holds)) return false;
  const auto content = read_slice(field, bytes, into);
  if (!content) return false;
  const auto* number = std::get_if<Number>(&*content);
  if (number != nullptr && !field.valid && !is_possible(name.quantity, number->as_double())) {
    into.fail(Fault::implausible);
    return false;
  }
  into.add_nth(name, *content);
  note(name, *content, field, into);
  return true;
}

bool is_there(ValueName name, const Decoded& into) {
  return std::ranges::any_of(into.values(), [&](const Value& value) { return value.name == name; });
}

void add_values(const SliceFormat& format, std::optional<std::uint16_t> entry, Bytes bytes, Decoded& into) {
  for (const SliceValue& value : format.values) {
    if (is_there(value.name, into)) continue;  // of entries that are repeated the first counts
    for (const SliceField& field : value.slices)
      if (field.entry == entry && add(value.name, field, bytes, into)) break;
  }
}

void add_entries(const SliceFormat& format, Bytes bytes, Decoded& into) {
  const std::size_t id_width = width_of(format.entries->id);
  if (bytes.size() < format.entries->at) return into.fail(Fault::truncated);
  Bytes rest = bytes.subspan(format.entries->at);
  while (!rest.empty()) {
    if (rest.size() <= id_width || rest.size() - id_width - 1 < rest[id_width])
      return into.fail(Fault::truncated);
    const bool is_big = format.entries->order == ByteOrder::big;
    const auto id = is_big ? big(rest, 0, id_width) : little(rest, 0, id_width);
    add_values(format, static_cast<std::uint16_t>(id), rest.subspan(id_width + 1, rest[id_width]), into);
    rest = rest.subspan(id_width + 1 + rest[id_width]);
  }
}

void note_address(const SliceAddress& place, Bytes bytes, const Packet& packet, Decoded& into) {
  std::array<std::uint8_t, 6> inside;
  if (bytes.size() < place.at + inside.size()) return into.fail(Fault::truncated);
  std::ranges::copy(bytes.subspan(place.at, inside.size()), inside.begin());
  if (place.order == ByteOrder::little) std::ranges::reverse(inside);
  is_senders(packet, inside, into);  // if not: a finding, the values stand
}

void note_repetition(const Packet& packet, SenderState& state, Decoded& into) {
  for (const Value& value : into.values()) {
    const auto* number = std::get_if<Number>(&value.content);
    if (value.name.quantity != Quantity::packet_id || number == nullptr) continue;
    note_packet_id(static_cast<std::uint8_t>(number->as_double()), packet, state, into);
  }
}

}  // namespace

bool fits_pattern(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0, star = std::string_view::npos, after = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++after;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool recognises(const SliceFormat& format, const Elements& elements) {
  return find(format.match, elements).has_value();
}

void decode_values(const SliceFormat& format, Bytes bytes, Decoded& into) {
  add_values(format, std::nullopt, bytes, into);
  if (format.entries) add_entries(format, bytes, into);
}

void decode(const SliceFormat& format, const Packet& packet, SenderState& state, Decoded& into) {
  into.clear();
  const auto bytes = find(format.match, packet.elements);
  if (!bytes) return;
  into.format = format.name;
  if (format.address) note_address(*format.address, *bytes, packet, into);
  decode_values(format, *bytes, into);
  note_repetition(packet, state, into);
  if (packet.elements.truncated()) into.fail(Fault::truncated);
}

std::vector<Format::Pattern> patterns(const SliceFormat& format) {
  const auto low = [](std::uint16_t number) { return static_cast<std::uint8_t>(number); };
  const auto high = [](std::uint16_t number) { return static_cast<std::uint8_t>(number >> 8); };
  std::vector<Format::Pattern> all;
  for (const std::uint16_t company : format.match.companies)
    all.push_back({AdType::manufacturer_data, {low(company), high(company)}, 2});
  if (format.match.service) {
    const auto& uuid = format.match.service->bytes;
    if (const auto assigned = format.match.service->assigned())
      all.push_back({AdType::service_data16, {low(*assigned), high(*assigned)}, 2});
    else
      all.push_back({AdType::service_data128, {uuid[15], uuid[14], uuid[13], uuid[12]}, 4});
  }
  for (const std::string& name : format.match.names) {
    const std::string_view begins =
        std::string_view(name).substr(0, std::min<std::size_t>(4, name.find_first_of("*?")));
    if (!format.match.any_company || begins.empty()) continue;
    all.push_back({AdType::name, {}, static_cast<std::uint8_t>(begins.size())});
    std::ranges::copy(begins, all.back().begins.begin());
  }
  return all;
}

}  // namespace gatewarden::ble
