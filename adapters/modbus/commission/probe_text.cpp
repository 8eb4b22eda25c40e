#include "adapters/modbus/commission/probe_text.hpp"

#include <algorithm>
#include <cstdio>

#include "adapters/modbus/guess/decodings.hpp"
#include "gateway/terminal/text_table.hpp"

namespace gatewarden::modbus {
namespace {

constexpr std::size_t kRoom = 48;  // of the decodings, beside the number

std::uint16_t register_at(const ProbedBlock& block, std::size_t i) {
  return static_cast<std::uint16_t>(block.bytes[2 * i] << 8 | block.bytes[2 * i + 1]);
}

bool bit_at(const std::vector<std::uint8_t>& bytes, std::size_t i) { return bytes[i / 8] >> (i % 8) & 1; }

std::string hex(std::uint16_t value) {
  char text[8];
  std::snprintf(text, sizeof text, "%04X", value);
  return text;
}

std::string bits(std::uint16_t value) {
  std::string text;
  for (int bit = 15; bit >= 0; --bit) {
    text += (value >> bit & 1) != 0 ? '1' : '0';
    if (bit % 4 == 0 && bit > 0) text += ' ';
  }
  return text;
}

// "float32 CDAB 230.1 -> 230.4  perhaps V"
std::string meaning(const Decoding& decoding) {
  std::string text = decoding.way() + " " + decoding.value;
  if (!decoding.later.empty()) text += " -> " + decoding.later;
  if (!decoding.remark.empty()) text += ", " + decoding.remark;
  return text;
}

// Cut to fit beside the number.
std::vector<std::string> lines_of(const std::vector<Decoding>& decodings, bool goes_on) {
  std::vector<std::string> lines;
  for (const Decoding& decoding : decodings) {
    std::string text = (decoding.guess ? "* " : goes_on ? "| " : "  ") + meaning(decoding);
    for (; text.size() > kRoom; text = "    " + text.substr(kRoom)) lines.push_back(text.substr(0, kRoom));
    lines.push_back(text);
  }
  if (lines.empty()) lines.emplace_back(goes_on ? "|" : "");
  return lines;
}

std::string registers_text(const ProbedBlock& block, unsigned base) {
  const auto found = decodings_of(block.bytes, block.later);
  TextTable table;
  for (const char* title : {"ADDRESS", "HEX", "UINT16", "INT16"})
    table.column(title, TextTable::Column::right);
  table.column("BITS");
  table.column("MAY MEAN (* best guess)");
  std::size_t goes_on_until = 0;
  for (std::size_t i = 0; i < found.from.size(); ++i) {
    const std::uint16_t value = register_at(block, i);
    const bool goes_on = i < goes_on_until;
    const auto lines = lines_of(found.from[i], goes_on);
    for (const Decoding& decoding : found.from[i]) {
      if (decoding.guess) goes_on_until = i + decoding.registers;
    }
    for (std::size_t line = 0; line < lines.size(); ++line) {
      const bool first = line == 0;
      table.cell(first ? std::to_string(block.range.first + i + base) : "");
      table.cell(first ? hex(value) : "");
      table.cell(first ? std::to_string(value) : "");
      table.cell(first && value >= 0x8000 ? std::to_string(static_cast<std::int16_t>(value)) : "");
      table.cell(first ? bits(value) : "");
      table.cell(lines[line]);
      table.end_row();
    }
  }
  return table.text({});
}

std::string bits_text(const ProbedBlock& block, unsigned base) {
  constexpr std::size_t kRow = 16;
  TextTable table;
  table.column("ADDRESS", TextTable::Column::right);
  table.column("BITS, THE FIRST ON THE LEFT");
  table.column("SET");
  for (std::size_t at = 0; at < block.range.count; at += kRow) {
    std::string row, set;
    for (std::size_t i = at; i < std::min<std::size_t>(at + kRow, block.range.count); ++i) {
      const bool on = bit_at(block.bytes, i);
      row += i > at && (i - at) % 4 == 0 ? " " : "";
      row += on ? '1' : '0';
      if (on) set += (set.empty() ? "" : " ") + std::to_string(block.range.first + i + base);
    }
    table.cell(std::to_string(block.range.first + at + base));
    table.cell(row);
    table.cell(set);
    table.end_row();
  }
  return table.text({});
}

std::string place(const Range& range, unsigned base) {
  std::string text = std::string(table_name(range.table)) + " " + std::to_string(range.first + base);
  if (range.count > 1) text += ".." + std::to_string(range.end() - 1 + base);
  return text;
}

}  // namespace

std::string probe_text(const std::vector<ProbedUnit>& units, unsigned base) {
  std::string text;
  for (const ProbedUnit& unit : units) {
    const std::string name = "unit " + std::to_string(unit.unit);
    if (!unit.silent.empty()) text += name + ": " + unit.silent + "\n\n";
    for (const ProbedBlock& block : unit.blocks) {
      text += name + ", " + place(block.range, base) + ":\n";
      text += (is_bits(block.range.table) ? bits_text(block, base) : registers_text(block, base)) + "\n";
    }
    for (const auto& refusal : unit.refused) {
      text += name + ", " + place(refusal.range, base) + ": " + refusal.why + "\n";
    }
    if (!unit.refused.empty()) text += "\n";
  }
  return text;
}

std::string silence_hint(const std::vector<ProbedUnit>& units, const std::vector<Range>& asked) {
  const bool several =
      std::any_of(asked.begin(), asked.end(), [](const Range& each) { return each.count > 1; });
  const bool silent =
      std::any_of(units.begin(), units.end(), [](const ProbedUnit& unit) { return !unit.silent.empty(); });
  if (!several || !silent) return {};
  return "some devices are silent to a block with an address that they lack: --max-registers 1 asks for each "
         "one alone\n";
}

std::string notation_hint(const std::vector<ProbedUnit>& units) {
  constexpr std::uint16_t kFirstOfOldNumbers = 30'000;
  for (const ProbedUnit& unit : units) {
    if (unit.refused.empty() || !unit.blocks.empty()) continue;
    if (unit.refused.front().range.first < kFirstOfOldNumbers) continue;
    return "these are addresses as on the wire; if the data sheet numbers registers 40001 and on, write "
           "--register\n";
  }
  return {};
}

}  // namespace gatewarden::modbus
