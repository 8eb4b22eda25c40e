#pragma once

#include <string>

#include "gateway/judge/finding.hpp"
#include "gateway/wire/document.hpp"

namespace gatewarden {

// Indented JSON, lists of plain values on one line. Foreign text is escaped: no control
// sequence reaches a terminal.
std::string document_text(const Node& document);

// One line: consequence, path, rule, certainty, source.
std::string finding_text(const Finding& finding);

}  // namespace gatewarden
