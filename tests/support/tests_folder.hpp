#pragma once

#include <filesystem>

namespace gatewarden::test {

// The folder `tests` of the checkout this program was built from: cases, vectors, scripts.
std::filesystem::path tests_folder();

}  // namespace gatewarden::test
