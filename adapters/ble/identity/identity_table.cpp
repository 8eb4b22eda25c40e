#include "adapters/ble/identity/identity_table.hpp"

#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/formats/formats.hpp"
#include "adapters/ble/identity/beacon_ids.hpp"
#include "adapters/ble/slices/slice_format.hpp"

namespace gatewarden::ble {
namespace {

std::optional<std::uint32_t> found(const auto& in, const auto& key) {
  const auto place = in.find(key);
  return place == in.end() ? std::nullopt : std::optional<std::uint32_t>(place->second);
}

void forget(auto& in, const auto& key, std::uint32_t child) {
  const auto place = in.find(key);
  if (place != in.end() && place->second == child) in.erase(place);
}

// An address, or what the payload names so.
std::string serial_in(const Heard& heard, Decoded& decoded) {
  SenderState nothing;
  decode({heard.elements(), heard.told().address, heard.told().at}, nothing, decoded);
  if (decoded.address_inside) return to_text(*decoded.address_inside);
  for (const Value& value : decoded.values()) {
    const auto* text = std::get_if<std::string_view>(&value.content);
    if (text && (value.name.quantity == Quantity::text || value.name.quantity == Quantity::eid))
      return std::string(*text);
  }
  return "";
}

}  // namespace

std::uint64_t key_of(Address address) {
  address.random = false;
  return address.number();
}

void IdentityTable::add(std::uint32_t child, const IdentityKeys& keys, const IdentityKey* irk) {
  if (keys.address) by_address_[key_of(*keys.address)] = child;
  if (!keys.irk.empty() && irk) irks_.emplace_back(*irk, child);
  if (keys.ibeacon) by_ibeacon_[*keys.ibeacon] = child;
  if (keys.eddystone) by_eddystone_[*keys.eddystone] = child;
  if (!keys.name.empty()) names_.emplace_back(keys.name, child);
  if (!keys.serial.empty()) by_serial_[keys.serial] = child;
  cache_.clear();  // what was a stranger may be this child
  ages_.clear();
}

void IdentityTable::remove(std::uint32_t child, const IdentityKeys& keys) {
  if (keys.address) forget(by_address_, key_of(*keys.address), child);
  if (keys.ibeacon) forget(by_ibeacon_, *keys.ibeacon, child);
  if (keys.eddystone) forget(by_eddystone_, *keys.eddystone, child);
  if (!keys.serial.empty()) forget(by_serial_, keys.serial, child);
  const auto its = [child](const auto& each) { return each.second == child; };
  std::erase_if(names_, its);
  std::erase_if(irks_, its);
  cache_.clear();
  ages_.clear();
}

void IdentityTable::clear() {
  by_address_.clear();
  by_ibeacon_.clear();
  by_eddystone_.clear();
  by_serial_.clear();
  names_.clear();
  irks_.clear();
  cache_.clear();
  ages_.clear();
}

std::optional<std::uint32_t> IdentityTable::find(const Heard& heard) {
  const std::uint64_t key = key_of(heard.told().address);
  if (const auto child = found(by_address_, key)) return child;
  if (const auto child = by_content(heard)) {
    cache(key, *child, heard.told().at);
    return child;
  }
  // A beacon's other frames, such as its telemetry, do not repeat its id.
  if (const std::uint32_t* known = cached(key, heard.told().at))
    return *known == kStranger ? std::nullopt : std::optional(*known);
  return by_irk(heard.told().address, key, heard.told().at);
}

std::optional<std::uint32_t> IdentityTable::by_content(const Heard& heard) {
  if (!by_ibeacon_.empty()) {
    const auto id = ibeacon_in(heard.elements());
    if (const auto child = id ? found(by_ibeacon_, *id) : std::nullopt) return child;
  }
  if (!by_eddystone_.empty()) {
    const auto id = eddystone_in(heard.elements());
    if (const auto child = id ? found(by_eddystone_, *id) : std::nullopt) return child;
  }
  for (const auto& [pattern, child] : names_) {
    const std::string_view name = heard.elements().name();
    if (!name.empty() && fits_pattern(name, pattern)) return child;
  }
  return by_serial_.empty() ? std::nullopt : found(by_serial_, serial_in(heard, decoded_));
}

std::optional<std::uint32_t> IdentityTable::by_irk(const Address& address, std::uint64_t key, SteadyTime at) {
  if (irks_.empty() || !address.is_resolvable()) return std::nullopt;
  std::uint32_t child = kStranger;
  for (const auto& [irk, its] : irks_) {
    ++resolutions_;
    if (!resolves(address, irk)) continue;
    child = its;
    break;
  }
  cache(key, child, at);
  return child == kStranger ? std::nullopt : std::optional(child);
}

const std::uint32_t* IdentityTable::cached(std::uint64_t key, SteadyTime at) {
  while (!ages_.empty() && at - ages_.front().first >= kCached) {
    cache_.erase(ages_.front().second);
    ages_.pop_front();
  }
  const auto place = cache_.find(key);
  return place == cache_.end() ? nullptr : &place->second;
}

void IdentityTable::cache(std::uint64_t key, std::uint32_t child, SteadyTime at) {
  const auto [place, fresh] = cache_.try_emplace(key, child);
  place->second = child;
  if (!fresh) return;
  ages_.emplace_back(at, key);
  if (ages_.size() <= kMaxCached) return;
  cache_.erase(ages_.front().second);
  ages_.pop_front();
}

}  // namespace gatewarden::ble
