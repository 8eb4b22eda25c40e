// An advertisement's payload, taken apart: views into it, no allocation. A payload that ends within an element keeps the
// elements before it and is `truncated`.
// Source: Core Specification vol 3 part C, 11; Core Specification Supplement part A; Assigned Numbers 2.3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "adapters/ble/air/bounded.hpp"
#include "adapters/ble/air/bytes.hpp"
#include "adapters/ble/air/uuid.hpp"

namespace gatewarden::ble {

// Assigned Numbers 2.3: what an element holds.
// clang-format off: a line for each says no more
enum class AdType : std::uint8_t {
  flags = 0x01,
  some_uuids16 = 0x02,
  uuids16 = 0x03,
  some_uuids32 = 0x04,
  uuids32 = 0x05,
  some_uuids128 = 0x06,
  uuids128 = 0x07,
  short_name = 0x08,
  name = 0x09,
  tx_power = 0x0A,
  service_data16 = 0x16,
  service_data32 = 0x20,
  service_data128 = 0x21,
  manufacturer_data = 0xFF,
};
// clang-format on

struct ServiceData {
  Uuid service;
  Bytes data;
  std::uint8_t element_length = 0;  // the AD structure's first byte: part of some nonces
};

struct ManufacturerData {
  std::uint16_t company = 0;
  Bytes data;  // behind the company; the two bytes before data.data() are the company, little endian
};

class Elements {
 public:
  // More of one kind than this are counted as truncated and left out.
  static constexpr std::size_t kMaxOfAKind = 16, kMaxServices = 64;

  Elements() = default;
  explicit Elements(Bytes payload) { read(payload); }

  // Forgets what it held; who keeps one for many payloads saves making it. At most kMaxPayload bytes, else truncated.
  void read(Bytes payload);

  bool truncated() const { return truncated_; }
  std::optional<std::uint8_t> flags() const { return flags_; }
  std::optional<std::int8_t> tx_power() const { return tx_power_; }
  // Raw bytes of a stranger, perhaps no UTF-8. Of several the first complete one.
  std::string_view name() const { return name_; }
  bool name_is_complete() const { return name_is_complete_; }
  // In the order of the payload; a service or a company may stand there several times.
  std::span<const ServiceData> service_data() const { return service_data_.all(); }
  std::span<const ManufacturerData> manufacturer_data() const { return manufacturer_.all(); }
  const ServiceData* service(std::uint16_t assigned) const;  // the first, or null
  const ManufacturerData* manufacturer(
      std::uint16_t company) const;  // the last, which is the current one, or null
  std::span<const Uuid> listed() const { return listed_.all(); }
  bool lists(std::uint16_t assigned) const;

 private:
  void take(AdType type, Bytes data);
  void take_services(Bytes data, std::size_t width);
  void take_service_data(Bytes data, std::size_t width);
  void take_manufacturer_data(Bytes data);
  void take_name(Bytes data, bool complete);

  Bounded<ServiceData, kMaxOfAKind> service_data_;
  Bounded<ManufacturerData, kMaxOfAKind> manufacturer_;
  Bounded<Uuid, kMaxServices> listed_;
  std::string_view name_;
  std::optional<std::uint8_t> flags_;
  std::optional<std::int8_t> tx_power_;
  bool name_is_complete_ = false, truncated_ = false;
};

}  // namespace gatewarden::ble
