#include "tests/support/tests_folder.hpp"

namespace gatewarden::test {

std::filesystem::path tests_folder() { return GATEWARDEN_TESTS_FOLDER; }

}  // namespace gatewarden::test
