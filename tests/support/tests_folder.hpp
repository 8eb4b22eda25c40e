// Where the tests' own files lie: cases, vectors, scripts.
#pragma once

#include <filesystem>

namespace gatewarden::test {

// The folder `tests` of the checkout this program was built from.
std::filesystem::path tests_folder();

}  // namespace gatewarden::test
