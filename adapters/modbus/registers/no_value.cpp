#include "adapters/modbus/registers/no_value.hpp"

namespace gatewarden::modbus {

std::optional<std::uint64_t> sunspec_no_value(DataType as) {
  switch (as) {
    case DataType::int16:
      return 0x8000;
    case DataType::uint16:
      return 0xFFFF;
    case DataType::int32:
      return 0x80000000;
    case DataType::uint32:
      return 0xFFFFFFFF;
    case DataType::int64:
      return std::uint64_t{1} << 63;
    case DataType::uint64:
      return ~std::uint64_t{0};
    default:
      return std::nullopt;
  }
}

bool says_no_value(DataType as, std::uint64_t raw) {
  if (raw == sunspec_no_value(as)) return true;
  switch (as) {
    case DataType::int16:
      return raw == 0x7FFF;
    case DataType::int32:
      return raw == 0x7FFFFFFF;
    case DataType::int64:
      return raw == ~std::uint64_t{0} >> 1;
    case DataType::float32:
      return raw == 0x7FC00000 || raw == 0xFFC00000 || raw == 0x7F800000;
    case DataType::float64:
      return raw == 0x7FF8000000000000 || raw == 0xFFF8000000000000 || raw == 0x7FF0000000000000;
    default:
      return false;
  }
}

}  // namespace gatewarden::modbus
