#include "adapters/modbus/commission/probe_yaml.hpp"

#include <algorithm>
#include <cstdio>

#include "adapters/modbus/guess/decodings.hpp"

namespace gatewarden::modbus {
namespace {

// What follows the address: ", as: float32, order: CDAB".
std::string keys(const Decoding& decoding) {
  std::string text;
  const bool sized =
      decoding.as == DataType::text || decoding.as == DataType::bcd || decoding.as == DataType::mod10k;
  if (decoding.as != DataType::uint16) text += ", as: " + std::string(name_of(decoding.as));
  if (decoding.order != ByteOrder::abcd) text += ", order: " + std::string(name_of(decoding.order));
  if (sized) text += ", length: " + std::to_string(decoding.registers);
  if (!decoding.no_value || decoding.registers > 2) return text;
  if (decoding.as == DataType::float32 || decoding.as == DataType::float64)
    return text;  // NaN is never a value
  char code[16];
  std::snprintf(code, sizeof code, decoding.registers == 1 ? "0x%04X" : "0x%08X",
                static_cast<unsigned>(decoding.raw));
  return text + ", no_value: [" + code + "]";
}

std::string change(const Decoding& decoding) {
  return decoding.value + (decoding.later.empty() ? "" : " -> " + decoding.later);
}

std::string comment(const std::vector<Decoding>& decodings) {
  std::string text;
  for (const Decoding& decoding : decodings) {
    if (decoding.guess) {
      text += change(decoding) + (decoding.remark.empty() ? "" : ", " + decoding.remark);
    } else {
      text += "; or " + decoding.way() + " " + change(decoding);
    }
  }
  return text;
}

struct Line {
  std::string entry, comment;
  bool idle = false;  // nothing but a zero, or no value
};

bool is_idle(const Decoding& decoding) {
  const bool number = decoding.as != DataType::text;
  return decoding.later.empty() && (decoding.no_value || (number && decoding.raw == 0));
}

// "holding_12: { from: { holding: 12, as: int32 } }"
std::string metric(const std::string& table, const std::string& address, const std::string& more) {
  std::string line = table;
  line.append("_").append(address).append(": { from: { ").append(table).append(": ").append(address);
  return line.append(more).append(" } }");
}

void add_registers(std::vector<Line>& lines, const ProbedBlock& block, unsigned base) {
  const std::string table(table_name(block.range.table));
  const auto found = decodings_of(block.bytes, block.later);
  for (const Decoding& guess : found.guess) {
    const std::string address = std::to_string(block.range.first + guess.at + base);
    lines.push_back({metric(table, address, keys(guess)), comment(found.from[guess.at]), is_idle(guess)});
  }
}

void add_bits(std::vector<Line>& lines, const ProbedBlock& block, unsigned base) {
  const std::string table(table_name(block.range.table));
  for (std::size_t i = 0; i < block.range.count; ++i) {
    const std::string address = std::to_string(block.range.first + i + base);
    lines.push_back({metric(table, address, ""), (block.bytes[i / 8] >> (i % 8) & 1) != 0 ? "1" : "0"});
  }
}

// The idle ones are commented out, unless all are: a device that is off.
std::string aligned(std::vector<Line> lines) {
  const bool any_alive = std::any_of(lines.begin(), lines.end(), [](const Line& line) { return !line.idle; });
  std::size_t width = 0;
  for (Line& line : lines) {
    if (any_alive && line.idle) line.entry.insert(0, "# ");
    width = std::max(width, line.entry.size());
  }
  std::string text;
  for (const Line& line : lines) {
    text +=
        "      " + line.entry + std::string(width - line.entry.size() + 2, ' ') + "# " + line.comment + "\n";
  }
  return text;
}

// An address from 10001 on could also be a register as old manuals number it, unless the profile says its base.
bool look_numbered(const ProbedUnit& unit) {
  return std::any_of(unit.blocks.begin(), unit.blocks.end(),
                     [](const ProbedBlock& block) { return block.range.end() > 10'000; });
}

}  // namespace

std::string probe_yaml(const std::vector<ProbedUnit>& units, unsigned base) {
  std::string text;
  for (const ProbedUnit& unit : units) {
    std::vector<Line> lines;
    for (const ProbedBlock& block : unit.blocks) {
      is_bits(block.range.table) ? add_bits(lines, block, base) : add_registers(lines, block, base);
    }
    if (lines.empty()) continue;
    text += text.empty() ? "# for the fleet file; the names are yours to choose\nprofiles:\n" : "";
    text += "  unit-" + std::to_string(unit.unit) + ":\n    every: 10s\n";
    if (base != 0 || look_numbered(unit)) text += "    modbus: { base: " + std::to_string(base) + " }\n";
    text += "    metrics:\n" + aligned(lines);
  }
  return text;
}

}  // namespace gatewarden::modbus
