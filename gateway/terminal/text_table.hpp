// Cells as aligned text. Columns fit their cells; on a narrow screen flexible ones shrink, the widest first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatewarden {

// 0: unbounded, as for a file.
struct Screen {
  std::size_t columns = 0;
  std::size_t rows = 0;
  bool colours = false;
};

enum class Colour : std::uint8_t { plain, bold, faint, good, doubtful, bad };

// `text` in colour, if the screen has colours.
std::string coloured(std::string_view text, Colour colour, const Screen& screen);

class TextTable {
 public:
  enum class Column : std::uint8_t { left, right, flexible };  // flexible: left-aligned, may shrink

  void column(std::string title, Column kind = Column::left);
  // Makes the text harmless: it may come from a device.
  void cell(std::string_view foreign, Colour colour = Colour::plain);
  void end_row();

  // Title and rows, each ending in a line break; empty without rows.
  std::string text(const Screen& screen) const;

 private:
  struct Head {
    std::string title;
    Column kind;
    std::size_t width;
  };
  struct Cell {
    std::string text;
    std::size_t width;
    Colour colour;
  };
  std::vector<std::size_t> widths(std::size_t columns) const;
  void append(std::string& out, const Cell* cells, const std::vector<std::size_t>& widths,
              const Screen& screen) const;

  std::vector<Head> heads_;
  std::vector<Cell> cells_;  // row by row
};

}  // namespace gatewarden
