#include "adapters/modbus/decodings.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "adapters/modbus/plausibility.hpp"

namespace gatewarden::modbus {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kSameAgain = 0.3;  // bits for going on in the same way
// Who reads from an address on believes that something begins there.
constexpr double kAtTheFront = 2;

bool swaps_bytes(Order order) { return order == Order::badc || order == Order::dcba; }

template <class Real>
std::string shortest(Real value) {
  std::array<char, 64> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

// Without the padding, as it is shown.
std::string quoted(std::string text) { return "\"" + std::move(text) + "\""; }

struct Hint {
  double from, to;
  const char* what;
};
constexpr Hint kHints[] = {{49.5, 50.5, "Hz"}, {59.5, 60.5, "Hz"}, {207, 253, "V"}, {380, 420, "V"}};

// Only what stands out: mains voltages and frequencies with digits enough to be no accident.
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

class Reader {
 public:
  Reader(Bytes bytes, Bytes later)
      : bytes_(bytes), later_(later.size() == bytes.size() ? later : bytes), count_(bytes.size() / 2) {
    plain_.resize(count_ + 1);
    for (std::size_t i = 0; i < count_; ++i) {
      plain_[i + 1] = plain_[i] + std::min(*read(i, ways()[0]), *read(i, ways()[1])).bits;
    }
  }

  Decodings all() {
    Decodings found;
    found.from.resize(count_);
    found.guess = guess();
    for (Decoding& each : found.guess) {
      finish(each);
      each.guess = true;
      if (!each.no_value && each.as != As::text) each.remark = remark_of(each);
      found.from[each.at].push_back(each);
    }
    for (std::size_t i = 0; i < count_; ++i) add_others(i, found.from[i]);
    return found;
  }

 private:
  struct Reading {
    Way way;
    std::uint64_t raw = 0, later = 0;
    double still = 0;  // bits of the value alone
    double bits = 0;   // and of its change
    friend bool operator<(const Reading& a, const Reading& b) { return a.bits < b.bits; }
  };

  // Of what stands at register i; nothing where it cannot be read so.
  std::optional<Reading> read(std::size_t i, const Way& way) const {
    if (i + way.registers > count_) return std::nullopt;
    Reading reading{way, raw_of(bytes_.subspan(2 * i, 2u * way.registers), way.order),
                    raw_of(later_.subspan(2 * i, 2u * way.registers), way.order)};
    const auto still = bits_of(way, reading.raw);
    if (!still || !bits_of(way, reading.later)) return std::nullopt;
    reading.still = *still;
    reading.bits = *still + bits_of_change(way, reading.raw, reading.later);
    return reading;
  }

  // A text begins where what stands before is none, so that its end is not taken for another.
  std::optional<Reading> read_text(std::size_t i, Order order) const {
    const bool swapped = swaps_bytes(order);
    const auto run = text_at(bytes_.subspan(2 * i), swapped);
    if (!run || (i > 0 && text_at(bytes_.subspan(2 * (i - 1)), swapped))) return std::nullopt;
    Reading reading;
    reading.way = {As::text, order, run->registers, swapped ? 10.0 : 8.0};
    const auto at = static_cast<std::ptrdiff_t>(2 * i);
    const auto end = at + 2 * run->registers;
    const bool changed = !std::equal(bytes_.begin() + at, bytes_.begin() + end, later_.begin() + at);
    reading.still = run->bits;
    reading.bits = run->bits + (changed ? 12 : 0);
    return reading;
  }

  std::vector<Reading> readings(std::size_t i) const {
    std::vector<Reading> all;
    for (const Way& way : ways()) {
      if (const auto reading = read(i, way)) all.push_back(*reading);
    }
    for (const Order order : {Order::abcd, Order::badc}) {
      if (const auto reading = read_text(i, order)) all.push_back(*reading);
    }
    return all;
  }

  // The cheapest way to write all registers down, value by value: changing the way costs its entry.
  std::vector<Decoding> guess() const {
    struct Step {
      double bits = kNever;
      Reading reading;
      std::size_t before = 0;  // index of the step it follows
    };
    std::vector<std::vector<Step>> reached(count_ + 1);
    reached[0].push_back({0, {}, 0});
    const auto cheapest = [](const std::vector<Step>& steps) {
      return std::min_element(steps.begin(), steps.end(),
                              [](const Step& a, const Step& b) { return a.bits < b.bits; });
    };
    for (std::size_t i = 0; i < count_; ++i) {
      if (reached[i].empty()) continue;
      const auto best = cheapest(reached[i]);
      for (const Reading& reading : readings(i)) {
        const bool front = i == 0 && reading.way.registers > 1;
        Step step{best->bits + reading.way.entry - (front ? kAtTheFront : 0), reading,
                  static_cast<std::size_t>(best - reached[i].begin())};
        for (std::size_t k = 0; i > 0 && k < reached[i].size(); ++k) {
          const Step& same = reached[i][k];
          if (same.reading.way == reading.way && same.bits + kSameAgain < step.bits) {
            step.bits = same.bits + kSameAgain;
            step.before = k;
          }
        }
        step.bits += reading.bits;
        reached[i + reading.way.registers].push_back(step);
      }
    }
    std::vector<Decoding> path;
    std::size_t at = count_;
    std::size_t which = static_cast<std::size_t>(cheapest(reached[at]) - reached[at].begin());
    while (at > 0) {
      const Step& step = reached[at][which];
      at -= step.reading.way.registers;
      path.push_back(decoding(at, step.reading));
      which = step.before;
    }
    std::reverse(path.begin(), path.end());
    return path;
  }

  // What one would want to see beside the guess: believable by itself, and not much less so than as many
  // plain registers.
  bool is_worth_showing(std::size_t i, const Reading& reading) const {
    const Way& way = reading.way;
    if (says_no_value(way.as, reading.raw)) return true;
    const double room = 16.0 * way.registers;
    const double plain = plain_[i + way.registers] - plain_[i];
    const bool is_swapped = swaps_bytes(way.order);
    switch (way.as) {
      case As::text:
        return !is_swapped || reading.bits < plain - room / 4;
      case As::float32:
      case As::float64:
        return reading.raw != 0 && reading.still <= room + (is_swapped ? -1 : 1) &&
               reading.bits <= plain + 1.5 * way.registers;
      case As::bcd:
        return reading.bits <= plain + 6;
      case As::mod10k:
        return reading.bits <= plain + 3;
      case As::int32:
      case As::int64:
        if (reading.raw >> (16 * way.registers - 1) == 0) return false;  // shown as unsigned
        break;
      case As::uint16:
      case As::int16:
        return false;  // everybody sees it
      default:
        break;
    }
    return reading.raw != 0 && reading.still <= room + (is_swapped ? -1 : 1) &&
           reading.bits <= plain + way.registers;
  }

  void add_others(std::size_t i, std::vector<Decoding>& shown) const {
    std::vector<Reading> others;
    for (const Reading& reading : readings(i)) {
      const bool guessed = !shown.empty() && shown[0].as == reading.way.as &&
                           shown[0].order == reading.way.order && shown[0].registers == reading.way.registers;
      if (!guessed && is_worth_showing(i, reading)) others.push_back(reading);
    }
    const auto merit = [&](const Reading& reading) {
      return reading.bits - (plain_[i + reading.way.registers] - plain_[i]) + reading.way.entry;
    };
    std::sort(others.begin(), others.end(),
              [&](const Reading& a, const Reading& b) { return merit(a) < merit(b); });
    for (const Reading& reading : others) {
      if (shown.size() == kMostDecodings) break;
      shown.push_back(decoding(i, reading));
      finish(shown.back());
    }
  }

  static Decoding decoding(std::size_t at, const Reading& reading) {
    Decoding made;
    made.at = at;
    made.registers = reading.way.registers;
    made.as = reading.way.as;
    made.order = reading.way.order;
    made.raw = reading.raw;
    made.no_value = says_no_value(made.as, made.raw);
    made.bits = reading.bits;
    return made;
  }

  // As the gateway itself would read it.
  static Decoded decoded(const Decoding& of, Bytes bytes) {
    ValueShape shape;
    shape.as = of.as;
    shape.order = of.order;
    shape.registers = of.registers;
    return RegisterValue(shape).decode(bytes.subspan(2 * of.at, 2u * of.registers));
  }

  static std::string value_of(const Decoding& of, Bytes bytes) {
    const Decoded value = decoded(of, bytes);
    if (value.kind == Decoded::Kind::text) return quoted(value.text);
    if (value.kind != Decoded::Kind::number) return "no value";
    const Number number = value.number;
    if (says_no_value(of.as,
                      raw_of(bytes.subspan(2 * of.at, 2u * std::min<unsigned>(of.registers, 4)), of.order)))
      return "no value";
    switch (number.kind()) {
      case Number::Kind::integer:
        return std::to_string(number.integer_value());
      case Number::Kind::natural:
        return std::to_string(number.natural_value());
      case Number::Kind::real:
        break;
    }
    return of.as == As::float32 ? shortest(static_cast<float>(number.real_value()))
                                : shortest(number.real_value());
  }

  void finish(Decoding& each) const {
    each.value = value_of(each, bytes_);
    const std::string later = value_of(each, later_);
    if (later != each.value) each.later = later;
  }

  std::string remark_of(const Decoding& each) const {
    const Decoded value = decoded(each, bytes_);
    if (value.kind != Decoded::Kind::number) return {};
    return remark_on(value.number.as_double(), value.number.is_real());
  }

  Bytes bytes_, later_;
  std::size_t count_;
  std::vector<double> plain_;  // bits of the registers before this one, as single numbers
};

}  // namespace

std::string_view as_name(As as) {
  static constexpr std::array<std::string_view, 11> kNames{"int16", "uint16", "int32",   "uint32",
                                                           "int64", "uint64", "float32", "float64",
                                                           "bcd",   "mod10k", "string"};
  return kNames[static_cast<std::size_t>(as)];
}

std::string_view order_name(Order order) {
  static constexpr std::array<std::string_view, 4> kNames{"ABCD", "CDAB", "BADC", "DCBA"};
  return kNames[static_cast<std::size_t>(order)];
}

std::string Decoding::way() const {
  std::string text(as_name(as));
  if (registers > 1 && as != As::text) text.append(" ").append(order_name(order));
  if (registers == 1 && order != Order::abcd) text += " bytes swapped";
  if (as == As::text) text += " of " + std::to_string(registers);
  if (as == As::text && order != Order::abcd) text += ", bytes swapped";
  return text;
}

Decodings decodings_of(Bytes bytes, Bytes later) {
  if (bytes.size() < 2) return {};
  return Reader(bytes, later).all();
}

}  // namespace gatewarden::modbus
