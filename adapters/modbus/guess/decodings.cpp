#include "adapters/modbus/guess/decodings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "adapters/modbus/guess/readings.hpp"
#include "adapters/modbus/registers/no_value.hpp"
#include "adapters/modbus/registers/raw_value.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/sample/whole_text.hpp"

namespace gatewarden::modbus {
namespace {

using Bytes = std::span<const std::uint8_t>;

template <class Real>
std::string shortest(Real value) {
  std::array<char, 64> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

struct Hint {
  double from, to;
  const char* what;
};
constexpr Hint kHints[] = {{49.5, 50.5, "Hz"}, {59.5, 60.5, "Hz"}, {207, 253, "V"}, {380, 420, "V"}};

// Only mains voltages and frequencies with too many digits for a coincidence.
std::string remark_on(double value, bool is_real) {
  for (const double scale : {1.0, 0.1, 0.01, 0.001}) {
    const bool measured =
        is_real ? scale == 1.0 && value != std::round(value) : scale != 1.0 && value >= 2000;
    if (!measured) continue;
    for (const Hint& hint : kHints) {
      const double scaled = value * scale;
      if (scaled < hint.from || scaled > hint.to) continue;
      if (is_real) return std::string("perhaps ") + hint.what;
      return "perhaps " + shortest(std::round(value) / std::round(1 / scale)) + " " + hint.what +
             " (scale: " + shortest(scale) + ")";
    }
  }
  return {};
}

Decoding decoding_of(const Reading& reading) {
  Decoding made;
  made.at = reading.at;
  made.registers = reading.way.registers;
  made.as = reading.way.as;
  made.order = reading.way.order;
  made.raw = reading.raw;
  made.no_value = says_no_value(made.as, made.raw);
  made.bits = reading.bits;
  return made;
}

Bytes bytes_of(const Decoding& decoding, Bytes all) {
  return all.subspan(2 * decoding.at, 2u * decoding.registers);
}

// As the gateway would read it.
Decoded decoded(const Decoding& decoding, Bytes bytes) {
  ValueShape shape;
  shape.as = decoding.as;
  shape.order = decoding.order;
  shape.registers = decoding.registers;
  return RegisterValue(shape).decode(bytes);
}

std::string text_of_value(const Decoding& decoding, Bytes bytes) {
  const Decoded value = decoded(decoding, bytes);
  // The second reading may hold anything.
  if (value.kind == Decoded::Kind::text) return "\"" + printable_ascii(value.text) + "\"";
  if (value.kind != Decoded::Kind::number) return "no value";
  const bool is_number = decoding.as != DataType::text && decoding.registers <= 4;
  if (is_number && says_no_value(decoding.as, raw_of(bytes, decoding.order))) return "no value";
  const Number number = value.number;
  if (auto whole = whole_text(number)) return *std::move(whole);
  return decoding.as == DataType::float32 ? shortest(static_cast<float>(number.real_value()))
                                          : shortest(number.real_value());
}

Decoding shown(const Reading& reading, Bytes bytes, Bytes later) {
  Decoding decoding = decoding_of(reading);
  decoding.value = text_of_value(decoding, bytes_of(decoding, bytes));
  if (later.size() != bytes.size()) return decoding;
  const std::string then = text_of_value(decoding, bytes_of(decoding, later));
  if (then != decoding.value) decoding.later = then;
  return decoding;
}

void add_remark(Decoding& guess, Bytes bytes) {
  const Decoded value = decoded(guess, bytes_of(guess, bytes));
  if (guess.no_value || value.kind != Decoded::Kind::number) return;
  guess.remark = remark_on(value.number.as_double(), value.number.is_real());
}

}  // namespace

std::string Decoding::way() const {
  std::string text(name_of(as));
  if (registers > 1 && as != DataType::text) text.append(" ").append(name_of(order));
  if (registers == 1 && order != ByteOrder::abcd) text += " bytes swapped";
  if (as == DataType::text) text += " of " + std::to_string(registers);
  if (as == DataType::text && order != ByteOrder::abcd) text += ", bytes swapped";
  return text;
}

Decodings decodings_of(Bytes bytes, Bytes later) {
  Decodings found;
  if (bytes.size() < 2) return found;
  const Readings readings(bytes, later);
  found.from.resize(bytes.size() / 2);
  for (const Reading& reading : readings.best()) {
    found.guess.push_back(shown(reading, bytes, later));
    found.guess.back().guess = true;
    add_remark(found.guess.back(), bytes);
    found.from[reading.at].push_back(found.guess.back());
  }
  for (std::size_t i = 0; i < found.from.size(); ++i) {
    auto& here = found.from[i];
    for (const Reading& reading : readings.others(i)) {
      if (here.size() == kMaxDecodings) break;
      Decoding other = shown(reading, bytes, later);
      const bool known = std::any_of(here.begin(), here.end(), [&](const Decoding& each) {
        return each.as == other.as && each.registers == other.registers && each.value == other.value;
      });
      if (!known) here.push_back(std::move(other));
    }
  }
  return found;
}

}  // namespace gatewarden::modbus
