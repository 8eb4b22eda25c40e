#include "adapters/ble/air/elements.hpp"

#include <algorithm>

#include "adapters/ble/air/advertisement.hpp"

namespace gatewarden::ble {
namespace {

// `width` bytes, least significant first: 2, 4 or 16.
Uuid uuid_of(const std::uint8_t* least_first, std::size_t width) {
  if (width == 2) return Uuid::of(static_cast<std::uint32_t>(least_first[0] | least_first[1] << 8));
  Uuid uuid = Uuid::of(0);
  std::reverse_copy(least_first, least_first + width, uuid.bytes.begin());
  return uuid;
}

}  // namespace

void Elements::read(Bytes payload) {
  service_data_.clear();
  manufacturer_.clear();
  listed_.clear();
  name_ = {};
  flags_.reset();
  tx_power_.reset();
  name_is_complete_ = truncated_ = false;
  if (payload.size() > kMaxPayload) {
    truncated_ = true;
    payload = payload.first(kMaxPayload);
  }
  while (!payload.empty() && payload[0] != 0) {  // a length of zero ends the significant part
    const std::size_t length = payload[0];
    if (length >= payload.size()) {
      truncated_ = true;
      return;
    }
    take(static_cast<AdType>(payload[1]), payload.subspan(2, length - 1));
    payload = payload.subspan(1 + length);
  }
}

const ServiceData* Elements::service(std::uint16_t assigned) const {
  for (const ServiceData& one : service_data())
    if (one.service.is(assigned)) return &one;
  return nullptr;
}

const ManufacturerData* Elements::manufacturer(std::uint16_t company) const {
  const ManufacturerData* last = nullptr;
  for (const ManufacturerData& one : manufacturer_data())
    if (one.company == company) last = &one;
  return last;
}

bool Elements::lists(std::uint16_t assigned) const {
  return std::any_of(listed().begin(), listed().end(), [&](const Uuid& uuid) { return uuid.is(assigned); });
}

void Elements::take(AdType type, Bytes data) {
  switch (type) {
    case AdType::flags:
      return data.empty() ? void(truncated_ = true) : void(flags_ = data[0]);
    case AdType::tx_power:
      return data.empty() ? void(truncated_ = true) : void(tx_power_ = static_cast<std::int8_t>(data[0]));
    case AdType::some_uuids16:
    case AdType::uuids16:
      return take_services(data, 2);
    case AdType::some_uuids32:
    case AdType::uuids32:
      return take_services(data, 4);
    case AdType::some_uuids128:
    case AdType::uuids128:
      return take_services(data, 16);
    case AdType::short_name:
    case AdType::name:
      return take_name(data, type == AdType::name);
    case AdType::service_data16:
      return take_service_data(data, 2);
    case AdType::service_data32:
      return take_service_data(data, 4);
    case AdType::service_data128:
      return take_service_data(data, 16);
    case AdType::manufacturer_data:
      return take_manufacturer_data(data);
  }
}

void Elements::take_services(Bytes data, std::size_t width) {
  for (; data.size() >= width; data = data.subspan(width))
    if (!listed_.add(uuid_of(data.data(), width))) truncated_ = true;
  if (!data.empty()) truncated_ = true;
}

void Elements::take_service_data(Bytes data, std::size_t width) {
  if (data.size() < width || !service_data_.add({uuid_of(data.data(), width), data.subspan(width),
                                                 static_cast<std::uint8_t>(data.size() + 1)}))
    truncated_ = true;
}

void Elements::take_manufacturer_data(Bytes data) {
  if (data.size() < 2 ||
      !manufacturer_.add({static_cast<std::uint16_t>(data[0] | data[1] << 8), data.subspan(2)}))
    truncated_ = true;
}

void Elements::take_name(Bytes data, bool complete) {
  if (name_is_complete_ || (!complete && name_.data() != nullptr)) return;
  name_ = {reinterpret_cast<const char*>(data.data()), data.size()};
  name_is_complete_ = complete;
}

}  // namespace gatewarden::ble
