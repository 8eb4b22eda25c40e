#include "adapters/ble/slices/slice_field.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace gatewarden::ble {
namespace {

std::uint64_t bits_in(std::size_t width) { return (std::uint64_t{1} << 8 * width) - 1; }

std::uint64_t under(std::uint64_t bits, std::uint64_t mask) {
  return mask == 0 ? 0 : (bits & mask) >> std::countr_zero(mask);
}

// The bits that are meant, and the number they make.
struct Raw {
  std::uint64_t bits = 0;
  std::int64_t number = 0;
};

bool is_signed(SliceType type) {
  return type == SliceType::int8 || type == SliceType::int16 || type == SliceType::int24 ||
         type == SliceType::int32;
}

Raw read_raw(const SliceField& field, std::uint64_t bits, std::size_t width) {
  if (field.bit) bits = bits >> *field.bit & 1;
  if (field.mask) bits = under(bits, *field.mask);
  const bool whole = !field.bit && !field.mask;
  const auto number = static_cast<std::int64_t>(bits);
  return {bits, whole && is_signed(field.as) ? with_sign(bits, width) : number};
}

// -1 and 0xFFFF are the same code of 16 bits.
bool is_code(std::int64_t code, std::uint64_t bits, std::size_t width) {
  return (static_cast<std::uint64_t>(code) & bits_in(width)) == bits;
}
bool is_any_of(const std::vector<std::int64_t>& codes, std::uint64_t bits, std::size_t width) {
  return std::ranges::any_of(codes, [&](std::int64_t code) { return is_code(code, bits, width); });
}

// A factor as the quotient that was meant: 2506 / 100 is 25.06, and 2506 * 0.01 is not.
struct Scaling {
  double times, by;
};
Scaling scaling_of(const SliceField& field) {
  for (double by = 1; by <= 1e9; by *= 10) {
    const double times = std::round(field.scale * by);
    if (times / by == field.scale) return {times, field.divide * by};
  }
  return {field.scale, field.divide};
}

double scaled(const SliceField& field, double raw, double parts) {
  const auto [times, by] = scaling_of(field);
  return (raw * times + field.offset * by * parts) / (by * parts);
}

bool is_unscaled(const SliceField& field) {
  return field.divide == 1 && field.scale == 1 && field.offset == 0;
}

std::optional<SliceContent> believed(const SliceField& field, Number number, Decoded& into) {
  const double value = number.as_double();
  const bool within = !field.valid || (value >= field.valid->from && value <= field.valid->to);
  if (std::isfinite(value) && within) return number;
  into.fail(Fault::implausible);
  return std::nullopt;
}

// Sign and magnitude, with the fraction of another byte.
std::optional<SliceContent> read_magnitude(const SliceField& field, Raw raw, std::uint64_t whole_bits,
                                           std::size_t width, Bytes bytes, Decoded& into) {
  std::int64_t parts = 1, magnitude = raw.number;
  bool negative = false;
  if (field.sign_bit != SignBit::none) {
    const bool set = (whole_bits >> (8 * width - 1) & 1) != 0;
    negative = set == (field.sign_bit == SignBit::negative);
    if (!field.mask) magnitude = static_cast<std::int64_t>(whole_bits & bits_in(width) >> 1);
  }
  if (field.fraction) {
    if (field.fraction->at >= bytes.size()) {
      into.fail(Fault::truncated);
      return std::nullopt;
    }
    parts = field.fraction->divide;
    magnitude =
        magnitude * parts + static_cast<std::int64_t>(under(bytes[field.fraction->at], field.fraction->mask));
  }
  if (negative) magnitude = -magnitude;
  if (parts == 1 && is_unscaled(field)) return believed(field, Number::integer(magnitude), into);
  return believed(
      field, Number::real(scaled(field, static_cast<double>(magnitude), static_cast<double>(parts))), into);
}

std::optional<SliceContent> read_word(const SliceField& field, std::uint64_t bits, std::size_t width,
                                      Decoded& into) {
  for (const SliceLabel& label : field.labels)
    if (is_code(label.code, bits, width)) return into.keep(label.word);
  into.fail(Fault::implausible);
  return std::nullopt;
}

std::optional<SliceContent> read_whole(const SliceField& field, Bytes bytes, std::size_t width,
                                       Decoded& into) {
  const auto bits =
      field.order == ByteOrder::big ? big(bytes, field.at, width) : little(bytes, field.at, width);
  const Raw raw = read_raw(field, bits, width);
  if (is_any_of(field.no_value, raw.bits, width)) return std::nullopt;
  if (!field.is.empty()) return Number::integer(is_any_of(field.is, raw.bits, width) ? 1 : 0);
  if (!field.labels.empty()) return read_word(field, raw.bits, width, into);
  return read_magnitude(field, raw, bits, width, bytes, into);
}

std::optional<SliceContent> read_float(const SliceField& field, Bytes bytes, Decoded& into) {
  const auto bits = field.order == ByteOrder::big ? big(bytes, field.at, 4) : little(bytes, field.at, 4);
  if (is_any_of(field.no_value, bits, 4)) return std::nullopt;
  const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  return believed(field, Number::real(scaled(field, value, 1)), into);
}

// A text may end in a NUL.
std::optional<SliceContent> read_text(const SliceField& field, Bytes bytes, Decoded& into) {
  const Bytes part = bytes.subspan(field.at, field.length == 0 ? bytes.size() - field.at : field.length);
  if (field.as == SliceType::hex) return into.keep_hex(part);
  const auto end = std::ranges::find(part, 0);
  const std::string_view text(reinterpret_cast<const char*>(part.data()),
                              static_cast<std::size_t>(end - part.begin()));
  if (text.empty()) return std::nullopt;
  return into.keep(text);
}

}  // namespace

std::size_t width_of(SliceType type) {
  static constexpr std::uint8_t kWidths[] = {1, 1, 2, 2, 3, 3, 4, 4, 4, 0, 0};
  return kWidths[static_cast<std::size_t>(type)];
}

bool is_number(SliceType type) { return width_of(type) != 0; }
bool is_whole(SliceType type) { return is_number(type) && type != SliceType::float32; }

bool SliceCondition::holds(Bytes bytes) const {
  return at < bytes.size() && std::ranges::find(is, bytes[at] & mask) != is.end();
}

std::optional<SliceContent> read_slice(const SliceField& field, Bytes bytes, Decoded& into) {
  const std::size_t width = width_of(field.as);
  const std::size_t needed = width != 0 ? width : field.length;
  if (field.at > bytes.size() || bytes.size() - field.at < needed) {
    if (!field.optional) into.fail(Fault::truncated);
    return std::nullopt;
  }
  if (!is_number(field.as)) return read_text(field, bytes, into);
  return is_whole(field.as) ? read_whole(field, bytes, width, into) : read_float(field, bytes, into);
}

}  // namespace gatewarden::ble
