#include "adapters/modbus/registers/data_type.hpp"

namespace gatewarden::modbus {
namespace {

constexpr std::pair<std::string_view, DataType> kTypes[] = {
    {"int16", DataType::int16},     {"uint16", DataType::uint16},   {"int32", DataType::int32},
    {"uint32", DataType::uint32},   {"int64", DataType::int64},     {"uint64", DataType::uint64},
    {"float32", DataType::float32}, {"float64", DataType::float64}, {"bcd", DataType::bcd},
    {"mod10k", DataType::mod10k},   {"string", DataType::text}};

constexpr std::pair<std::string_view, ByteOrder> kOrders[] = {{"ABCD", ByteOrder::abcd},
                                                              {"CDAB", ByteOrder::cdab},
                                                              {"BADC", ByteOrder::badc},
                                                              {"DCBA", ByteOrder::dcba}};

template <class T>
std::string_view name_in(std::span<const std::pair<std::string_view, T>> names, T wanted) {
  for (const auto& [name, value] : names) {
    if (value == wanted) return name;
  }
  return {};
}

}  // namespace

std::span<const std::pair<std::string_view, DataType>> data_types() { return kTypes; }
std::span<const std::pair<std::string_view, ByteOrder>> byte_orders() { return kOrders; }
std::string_view name_of(DataType as) { return name_in(data_types(), as); }
std::string_view name_of(ByteOrder order) { return name_in(byte_orders(), order); }

std::uint16_t registers_of(DataType as) {
  switch (as) {
    case DataType::int16:
    case DataType::uint16:
      return 1;
    case DataType::int32:
    case DataType::uint32:
    case DataType::float32:
      return 2;
    case DataType::int64:
    case DataType::uint64:
    case DataType::float64:
      return 4;
    case DataType::bcd:
    case DataType::mod10k:
    case DataType::text:
      break;
  }
  return 0;
}

}  // namespace gatewarden::modbus
