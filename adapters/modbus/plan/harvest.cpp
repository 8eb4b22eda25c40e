#include "adapters/modbus/plan/harvest.hpp"

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

// value * 10^exponent; divides by the power where it is a fraction, so that 2301 becomes 230.1.
double scaled(double value, double exponent) {
  if (std::isnan(exponent)) return exponent;
  static constexpr double kPowers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};
  const double power = kPowers[static_cast<std::size_t>(std::abs(exponent))];
  return exponent < 0 ? value / power : value * power;
}

double value_of(const Computed::Operand& operand, std::span<const double> slots, Harvest& harvested) {
  if (operand.exponent == kNoSlot) return slots[operand.value];
  const double value = scaled(slots[operand.value], slots[operand.exponent]);
  if (std::isnan(value) || !operand.valid || operand.valid->holds(value)) return value;
  ++harvested.implausible;
  return std::numeric_limits<double>::quiet_NaN();
}

double result(const Computed& computed, std::span<const double> slots, Harvest& harvested) {
  std::array<double, kMostOperands> operands;
  for (std::size_t i = 0; i < computed.operands.size(); ++i) {
    operands[i] = value_of(computed.operands[i], slots, harvested);
  }
  return computed.expression ? computed.expression->value(std::span(operands).first(computed.operands.size()))
                             : operands[0];
}

// What a value read for others leaves in its slot.
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

Harvest harvest(const ReadPlan& plan, const Read& read, std::span<const std::uint8_t> bytes, PointId first,
                SampleSink& sink, SteadyTime at, std::span<double> slots) {
  Harvest harvested;
  for (std::uint32_t i = read.first; i < read.first + read.count; ++i) {
    const Point& point = plan.points[i];
    Decoded decoded = decode(point.value, plan.wanted[i], read, bytes);
    if (point.slot != kNoSlot) {
      slots[point.slot] = operand_of(decoded);
      if (decoded.kind == Decoded::Kind::implausible) ++harvested.implausible;
      continue;
    }
    switch (decoded.kind) {
      case Decoded::Kind::number:
        sink.accept(first + point.metric, decoded.number, at);
        ++harvested.values;
        break;
      case Decoded::Kind::text:
        decoded.flags.push_back(std::move(decoded.text));
        [[fallthrough]];
      case Decoded::Kind::flags:
        hand_on(std::move(decoded.flags), first + point.metric, sink, at);
        ++harvested.values;
        break;
      case Decoded::Kind::missing:
        ++harvested.missing;
        break;
      case Decoded::Kind::implausible:
        ++harvested.implausible;
        break;
    }
  }
  return harvested;
}

Harvest harvest_computed(const ReadPlan& plan, Rounds rounds, PointId first, SampleSink& sink, SteadyTime at,
                         std::span<const double> slots) {
  Harvest harvested;
  for (const Computed& computed : plan.computed) {
    if ((rounds >> computed.round & 1u) == 0) continue;
    const double value = result(computed, slots, harvested);
    if (!std::isfinite(value)) {
      ++harvested.missing;
    } else if (computed.valid && !computed.valid->holds(value)) {
      ++harvested.implausible;
    } else {
      sink.accept(first + computed.metric, Number::real(value), at);
      ++harvested.values;
    }
  }
  return harvested;
}

}  // namespace gatewarden::modbus
