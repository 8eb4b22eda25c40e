// Terminal widths of harmless text (base/printable.hpp).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"

namespace gatewarden {

// Columns: wide characters take two, combining marks none.
std::size_t width_of(std::string_view printable);
// The beginning that fits into `columns`, with "…" if cut.
std::string cut(std::string_view printable, std::size_t columns);

// Broken at blanks into lines of at most `columns` (0: one line), those behind the first indented by `indent`; the first
// stands behind a label of that width. A longer word stays whole.
std::string wrapped(std::string_view printable, std::size_t columns, std::size_t indent);

// "0.4s", "12s", "4m 3s", "2h 5m", "3d 4h"; "-" for nothing.
std::string short_text(std::optional<Duration> duration);

}  // namespace gatewarden
