#include "adapters/modbus/guess/readings.hpp"

#include <algorithm>
#include <limits>

#include "adapters/modbus/guess/text_run.hpp"
#include "adapters/modbus/registers/no_value.hpp"
#include "adapters/modbus/registers/raw_value.hpp"

namespace gatewarden::modbus {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kSameAgain = 0.3;  // bits for keeping the way
constexpr double kAtTheFront = 2;   // less: an address that is read usually starts a value
constexpr double kMaxSurprise = 9;  // most bits above the best row, to be shown

double step(const Reading& before, const Reading& next) {
  double bits = next.way.entry + next.bits;
  if (before.way == next.way) {
    const double beside = bits_beside(next.way, before.raw, next.raw) + next.bits - next.still;
    bits = std::min(bits, kSameAgain + std::min(next.bits, beside));
  }
  return bits;
}

double first_step(const Reading& first) {
  return first.bits + first.way.entry - (first.way.registers > 1 ? kAtTheFront : 0);
}

}  // namespace

Readings::Readings(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> later)
    : bytes_(bytes),
      later_(later.size() == bytes.size() ? later : bytes),
      count_(bytes.size() / 2),
      from_(count_),
      until_(count_ + 1),
      plain_(count_ + 1) {
  gather();
  go_forward();
  go_back();
}

void Readings::gather() {
  for (std::size_t i = 0; i < count_; ++i) {
    for (const Way& way : ways()) add(i, way);
    for (const ByteOrder order : {ByteOrder::abcd, ByteOrder::badc}) add_text(i, order);
    double plain = kNever;
    for (const Node& node : from_[i]) {
      const Reading& reading = node.reading;
      if (reading.way.registers > 1 || reading.way.order != ByteOrder::abcd ||
          reading.way.as == DataType::bcd)
        continue;
      plain = std::min(plain, reading.bits);
      if (i == 0) continue;
      const std::uint64_t before = raw_of(bytes_.subspan(2 * (i - 1), 2), ByteOrder::abcd);
      plain = std::min(plain, bits_beside(reading.way, before, reading.raw) + reading.bits - reading.still);
    }
    plain_[i + 1] = plain_[i] + plain;
  }
  for (auto& nodes : from_) {  // now that their addresses are final
    for (Node& node : nodes) until_[node.reading.end()].push_back(&node);
  }
}

void Readings::add(std::size_t i, const Way& way) {
  if (i + way.registers > count_) return;
  Reading reading{way, i, raw_of(bytes_.subspan(2 * i, 2u * way.registers), way.order),
                  raw_of(later_.subspan(2 * i, 2u * way.registers), way.order)};
  const auto still = bits_of(way, reading.raw);
  if (!still || !bits_of(way, reading.later)) return;
  reading.still = *still;
  reading.bits = *still + bits_of_change(way, reading.raw, reading.later);
  from_[i].push_back(Node{reading});
}

// A text begins only behind a register that is not text: the end of a text is no text of its own.
void Readings::add_text(std::size_t i, ByteOrder order) {
  const bool swapped = swaps_bytes(order);
  const auto run = text_at(bytes_.subspan(2 * i), swapped);
  if (!run || (i > 0 && text_at(bytes_.subspan(2 * (i - 1)), swapped))) return;
  const std::size_t length = 2u * run->registers;
  const auto now = bytes_.subspan(2 * i, length), then = later_.subspan(2 * i, length);
  constexpr double kTextsRarelyChange = 12;
  Reading reading;
  reading.way = {DataType::text, order, run->registers, swapped ? 10.0 : 8.0};
  reading.at = i;
  reading.still = run->bits;
  reading.bits = run->bits + (std::equal(now.begin(), now.end(), then.begin()) ? 0 : kTextsRarelyChange);
  from_[i].push_back(Node{reading});
}

void Readings::go_forward() {
  for (std::size_t i = 0; i < count_; ++i) {
    for (Node& node : from_[i]) {
      node.so_far = i == 0 ? first_step(node.reading) : kNever;
      for (const Node* before : until_[i]) {
        const double bits = before->so_far + step(before->reading, node.reading);
        if (bits >= node.so_far) continue;
        node.so_far = bits;
        node.before = before;
      }
    }
  }
}

void Readings::go_back() {
  for (std::size_t i = count_; i-- > 0;) {
    for (Node& node : from_[i]) {
      const std::size_t end = node.reading.end();
      node.from_here = end == count_ ? 0 : kNever;
      if (end == count_) continue;
      for (const Node& next : from_[end]) {
        node.from_here = std::min(node.from_here, step(node.reading, next.reading) + next.from_here);
      }
    }
  }
}

std::vector<Reading> Readings::best() const {
  const auto cheapest = std::min_element(until_[count_].begin(), until_[count_].end(),
                                         [](const Node* a, const Node* b) { return a->so_far < b->so_far; });
  std::vector<Reading> row;
  for (const Node* node = *cheapest; node; node = node->before) row.push_back(node->reading);
  std::reverse(row.begin(), row.end());
  return row;
}

// About as plausible as single registers.
bool Readings::is_believable(const Reading& reading) const {
  const Way& way = reading.way;
  if (says_no_value(way.as, reading.raw)) return true;
  if (reading.raw == 0 && way.as != DataType::text) return false;  // zeros say nothing
  const double room = 16.0 * way.registers;
  const double plain = plain_[reading.end()] - plain_[reading.at];
  const double usual = swaps_bytes(way.order) ? -1 : 1;
  switch (way.as) {
    case DataType::uint16:
    case DataType::int16:
      return false;  // the number itself shows it
    case DataType::text:
      return true;
    case DataType::float32:
    case DataType::float64:
      return reading.still <= room + usual && reading.bits <= plain + 1.5 * way.registers;
    case DataType::bcd:
    case DataType::mod10k:
      return reading.bits <= plain + 3;
    case DataType::int32:
    case DataType::int64:
      if (reading.raw >> (16 * way.registers - 1) == 0) return false;  // shown as unsigned
      break;
    default:
      break;
  }
  return reading.still <= room + usual && reading.bits <= plain + way.registers;
}

std::vector<Reading> Readings::others(std::size_t i) const {
  const auto& ends = until_[count_];
  double best = kNever;
  for (const Node* node : ends) best = std::min(best, node->so_far);
  const auto surprise = [best](const Node* node) { return node->so_far + node->from_here - best; };
  std::vector<const Node*> worth;
  for (const Node& node : from_[i]) {
    if (is_believable(node.reading) && surprise(&node) <= kMaxSurprise) worth.push_back(&node);
  }
  std::sort(worth.begin(), worth.end(),
            [&](const Node* a, const Node* b) { return surprise(a) < surprise(b); });
  std::vector<Reading> readings;
  for (const Node* node : worth) readings.push_back(node->reading);
  return readings;
}

}  // namespace gatewarden::modbus
