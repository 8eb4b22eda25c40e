// An advertisement's payload, taken apart: views into it, no allocation. A payload that ends within an element keeps the
// elements before it and is `truncated`.
// Source: Core Specification vol 3 part C, 11; Core Specification Supplement part A; Assigned Numbers 2.3.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace gatewarden::ble {

using Bytes = std::span<const std::uint8_t>;

// As displayed, 128 bits; shorter ones are extended by the Bluetooth base UUID.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  static Uuid of(std::uint16_t assigned);
  std::optional<std::uint16_t> assigned() const;  // the 16 bits it was extended from
  friend bool operator==(const Uuid&, const Uuid&) = default;
};

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

  explicit Elements(Bytes payload);

  bool truncated() const { return truncated_; }
  std::optional<std::uint8_t> flags() const { return flags_; }
  std::optional<std::int8_t> tx_power() const { return tx_power_; }
  std::string_view name() const { return name_; }  // raw bytes of a stranger, perhaps no UTF-8; the complete one if there are two
  bool name_is_complete() const { return name_is_complete_; }
  // In the order of the payload; a company may stand there several times.
  std::span<const ServiceData> service_data() const { return {service_data_.data(), service_data_count_}; }
  std::span<const ManufacturerData> manufacturer_data() const { return {manufacturer_.data(), manufacturer_count_}; }
  const ServiceData* service(std::uint16_t assigned) const;          // the first, or null
  const ManufacturerData* manufacturer(std::uint16_t company) const;  // the last, which is the current one, or null
  std::span<const Uuid> listed() const { return {listed_.data(), listed_count_}; }
  bool lists(std::uint16_t assigned) const;

 private:
  std::array<ServiceData, kMaxOfAKind> service_data_;
  std::array<ManufacturerData, kMaxOfAKind> manufacturer_;
  std::array<Uuid, kMaxServices> listed_;
  std::size_t service_data_count_ = 0, manufacturer_count_ = 0, listed_count_ = 0;
  std::string_view name_;
  std::optional<std::uint8_t> flags_;
  std::optional<std::int8_t> tx_power_;
  bool name_is_complete_ = false, truncated_ = false;
};

}  // namespace gatewarden::ble
