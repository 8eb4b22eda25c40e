#include "gateway/terminal/text_table.hpp"

#include <algorithm>

#include "gateway/base/text/printable.hpp"
#include "gateway/terminal/terminal_text.hpp"

namespace gatewarden {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastFlexible = 8;

constexpr std::string_view code_of(Colour colour) {
  switch (colour) {
    case Colour::bold:
      return "\x1b[1m";
    case Colour::faint:
      return "\x1b[2m";
    case Colour::good:
      return "\x1b[32m";
    case Colour::doubtful:
      return "\x1b[33m";
    case Colour::bad:
      return "\x1b[31m";
    case Colour::plain:
      break;
  }
  return "";
}

}  // namespace

std::string coloured(std::string_view text, Colour colour, const Screen& screen) {
  if (!screen.colours || colour == Colour::plain || text.empty()) return std::string(text);
  return std::string(code_of(colour)) + std::string(text) + "\x1b[0m";
}

void TextTable::column(std::string title, Column kind) {
  const std::size_t width = width_of(title);
  heads_.push_back({std::move(title), kind, width});
}

void TextTable::cell(std::string_view foreign, Colour colour) {
  std::string text = printable(foreign);
  const std::size_t width = width_of(text);
  auto& head = heads_[cells_.size() % heads_.size()];
  head.width = std::max(head.width, width);
  cells_.push_back({std::move(text), width, colour});
}

void TextTable::end_row() {
  while (cells_.size() % heads_.size() != 0) cell("");
}

std::vector<std::size_t> TextTable::widths(std::size_t columns) const {
  std::vector<std::size_t> widths;
  std::size_t total = kGap * (heads_.size() - 1);
  for (const auto& head : heads_) {
    widths.push_back(head.width);
    total += head.width;
  }
  while (columns > 0 && total > columns) {
    std::size_t widest = heads_.size(), second = kLeastFlexible;
    for (std::size_t i = 0; i < heads_.size(); ++i) {
      if (heads_[i].kind != Column::flexible) continue;
      if (widest == heads_.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == heads_.size() || widths[widest] <= kLeastFlexible) break;
    for (std::size_t i = 0; i < heads_.size(); ++i) {
      if (heads_[i].kind == Column::flexible && widths[i] < widths[widest])
        second = std::max(second, widths[i]);
    }
    const std::size_t by = std::min(total - columns, std::max<std::size_t>(1, widths[widest] - second));
    widths[widest] -= by;
    total -= by;
  }
  return widths;
}

void TextTable::append(std::string& out, const Cell* cells, const std::vector<std::size_t>& widths,
                       const Screen& screen) const {
  std::size_t at = 0, pending = 0;  // pending: spaces before the next text, so that none trail
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    const auto& cell = cells[i];
    const std::size_t room =
        screen.columns == 0 ? widths[i] : std::min(widths[i], screen.columns - std::min(at, screen.columns));
    const std::string fitted = cell.width > room ? cut(cell.text, room) : "";
    const std::string_view text = cell.width > room ? std::string_view(fitted) : std::string_view(cell.text);
    const std::size_t width = cell.width > room ? width_of(fitted) : cell.width;
    const std::size_t padding = room - std::min(width, room);
    if (heads_[i].kind == Column::right) pending += padding;
    if (!text.empty()) {
      out.append(pending, ' ');
      pending = 0;
      out += coloured(text, cell.colour, screen);
    }
    if (heads_[i].kind != Column::right) pending += padding;
    pending += kGap;
    at += widths[i] + kGap;
  }
  out += '\n';
}

std::string TextTable::text(const Screen& screen) const {
  std::string out;
  if (cells_.empty()) return out;
  const auto fitted = widths(screen.columns);
  std::vector<Cell> titles;
  for (const auto& head : heads_) titles.push_back({head.title, width_of(head.title), Colour::bold});
  append(out, titles.data(), fitted, screen);
  for (std::size_t row = 0; row < cells_.size(); row += heads_.size())
    append(out, &cells_[row], fitted, screen);
  return out;
}

}  // namespace gatewarden
