#include "adapters/modbus/plan/read_result.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace gatewarden::modbus {
namespace {

Decoded decode(const RegisterValue& value, const Range& where, const Read& read,
               std::span<const std::uint8_t> bytes) {
  const std::size_t offset = where.first - read.range.first;
  if (is_bits(where.table)) return value.decode_bit((bytes[offset / 8] >> (offset % 8) & 1) != 0);
  return value.decode(bytes.subspan(2 * offset, 2u * where.count));
}

// value * 10^exponent; divides for a negative exponent, so that 2301 becomes 230.1.
double scaled(double value, double exponent) {
  if (std::isnan(exponent)) return exponent;
  static constexpr double kPowers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};
  const double power = kPowers[static_cast<std::size_t>(std::abs(exponent))];
  return exponent < 0 ? value / power : value * power;
}

double value_of(const Computed::Operand& operand, std::span<const double> slots, ReadResult& result) {
  if (operand.exponent == kNoSlot) return slots[operand.value];
  const double value = scaled(slots[operand.value], slots[operand.exponent]);
  if (std::isnan(value) || !operand.valid || operand.valid->holds(value)) return value;
  ++result.implausible;
  return std::numeric_limits<double>::quiet_NaN();
}

double value_of(const Computed& computed, std::span<const double> slots, ReadResult& result) {
  std::array<double, kMaxOperands> operands;
  for (std::size_t i = 0; i < computed.operands.size(); ++i) {
    operands[i] = value_of(computed.operands[i], slots, result);
  }
  return computed.expression ? computed.expression->value(std::span(operands).first(computed.operands.size()))
                             : operands[0];
}

double operand_of(const Decoded& decoded) {
  return decoded.kind == Decoded::Kind::number ? decoded.number.as_double()
                                               : std::numeric_limits<double>::quiet_NaN();
}

void hand_on(std::vector<std::string> strings, PointId point, SampleSink& sink, SteadyTime at) {
  StringList list;
  list.strings = std::move(strings);
  sink.accept(point, ListValue(std::move(list)), at);
}

}  // namespace

ReadResult decode_read(const ReadPlan& plan, const Read& read, std::span<const std::uint8_t> bytes,
                       PointId first, SampleSink& sink, SteadyTime at, std::span<double> slots) {
  ReadResult result;
  for (std::uint32_t i = read.first; i < read.first + read.count; ++i) {
    const Point& point = plan.points[i];
    Decoded decoded = decode(point.value, plan.wanted[i], read, bytes);
    if (point.slot != kNoSlot) {
      slots[point.slot] = operand_of(decoded);
      if (decoded.kind == Decoded::Kind::implausible) ++result.implausible;
      continue;
    }
    switch (decoded.kind) {
      case Decoded::Kind::number:
        sink.accept(first + point.metric, decoded.number, at);
        ++result.values;
        break;
      case Decoded::Kind::text:
        decoded.flags.push_back(std::move(decoded.text));
        [[fallthrough]];
      case Decoded::Kind::flags:
        hand_on(std::move(decoded.flags), first + point.metric, sink, at);
        ++result.values;
        break;
      case Decoded::Kind::missing:
        ++result.missing;
        break;
      case Decoded::Kind::implausible:
        ++result.implausible;
        break;
    }
  }
  return result;
}

ReadResult compute_values(const ReadPlan& plan, Rounds rounds, PointId first, SampleSink& sink, SteadyTime at,
                          std::span<const double> slots) {
  ReadResult result;
  for (const Computed& computed : plan.computed) {
    if ((rounds >> computed.round & 1u) == 0) continue;
    const double value = value_of(computed, slots, result);
    if (!std::isfinite(value)) {
      ++result.missing;
    } else if (computed.valid && !computed.valid->holds(value)) {
      ++result.implausible;
    } else {
      sink.accept(first + computed.metric, Number::real(value), at);
      ++result.values;
    }
  }
  return result;
}

}  // namespace gatewarden::modbus
