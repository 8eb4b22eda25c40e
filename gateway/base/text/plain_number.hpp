// Numbers as a person writes them.
#pragma once

#include <string>

namespace gatewarden {

// The shortest digits that read back as the same number, without an exponent: "0.1", "5000000"; "nan" and "inf".
std::string plain_number(double value);

}  // namespace gatewarden
