// Documents in a folder, brought up to date: what is right already is not touched.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/provision/documents.hpp"

namespace gatewarden::app {

// Makes the folder if it is not there, writes what is new or changed, each file at once, and removes what was written
// earlier and is not among `documents` now. Says so in lines. Files that were not written by it are left alone: one with
// a document's name is an error, and nothing is written.
Result<std::string> update_folder(const std::filesystem::path& folder,
                                  const std::vector<provision::Document>& documents);

}  // namespace gatewarden::app
