#pragma once

#include <string>

#include "gateway/status/snapshot.hpp"
#include "gateway/terminal/text_table.hpp"

namespace gatewarden::status {

// Appends a line, cut to the screen. `text` is already printable.
void line(std::string& out, const Screen& screen, const std::string& text, Colour colour = Colour::plain);

// "2026-11-23 09:36:27 UTC"
std::string iso(WallTime time);
// A document of several lines, indented; cut, not wrapped.
void inset(std::string& out, const std::string& document, const Screen& screen);

std::string words_of(DeviceState state);
// "timeouts=3 exception_2=1", printable, without zeros.
std::string words_of(const Counters& counters);
// "last rejection, 2026-11-23 09:36:27 UTC: Throttled", printable.
std::string words_of(const RejectionView& rejection);
Colour colour_of(const ChildRow& row);

// Appends what was wrong with the device's last faulty payload, if the row does not say it.
void last_fault_line(std::string& out, const Screen& screen, const ChildDetail& detail);

}  // namespace gatewarden::status
