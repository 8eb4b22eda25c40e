#include "adapters/modbus/registers/data_type.hpp"

namespace gatewarden::modbus {
namespace {

constexpr std::pair<std::string_view, As> kTypes[] = {
    {"int16", As::int16}, {"uint16", As::uint16}, {"int32", As::int32},     {"uint32", As::uint32},
    {"int64", As::int64}, {"uint64", As::uint64}, {"float32", As::float32}, {"float64", As::float64},
    {"bcd", As::bcd},     {"mod10k", As::mod10k}, {"string", As::text}};

constexpr std::pair<std::string_view, Order> kOrders[] = {
    {"ABCD", Order::abcd}, {"CDAB", Order::cdab}, {"BADC", Order::badc}, {"DCBA", Order::dcba}};

template <class T>
std::string_view name_in(std::span<const std::pair<std::string_view, T>> names, T wanted) {
  for (const auto& [name, value] : names) {
    if (value == wanted) return name;
  }
  return {};
}

}  // namespace

std::span<const std::pair<std::string_view, As>> data_types() { return kTypes; }
std::span<const std::pair<std::string_view, Order>> byte_orders() { return kOrders; }
std::string_view name_of(As as) { return name_in(data_types(), as); }
std::string_view name_of(Order order) { return name_in(byte_orders(), order); }

std::uint16_t registers_of(As as) {
  switch (as) {
    case As::int16:
    case As::uint16:
      return 1;
    case As::int32:
    case As::uint32:
    case As::float32:
      return 2;
    case As::int64:
    case As::uint64:
    case As::float64:
      return 4;
    case As::bcd:
    case As::mod10k:
    case As::text:
      break;
  }
  return 0;
}

}  // namespace gatewarden::modbus
