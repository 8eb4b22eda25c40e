#include "gateway/app/command_line.hpp"

#include <catch2/catch.hpp>
#include <iostream>
#include <sstream>
#include <vector>

using namespace gatewarden::app;

namespace {

// What the command line says to these words; empty if it takes them.
std::string said(std::vector<std::string> words) {
  CommandLine line("A program.", "gatewarden", "gatewarden 1");
  const Command program = line.root();
  program.needs_a_command();
  std::string file;
  bool ran = false, flag = false;
  for (const char* name : {"check", "status"}) {
    const Command command = program.add_command(name, "Does it.");
    command.text("file", file, "a file");
    command.flag("--json", flag, "As JSON.");
    command.add_alternatives("instead").flag("--watch", flag, "Again and again.");
    command.chosen([&ran] { ran = true; });
  }
  const Command scan = program.add_command("scan", "Looks.");
  scan.needs_a_command();
  const Command over = scan.add_command("modbus", "Over Modbus.");
  over.text("link", file, "a link");
  over.text("--unit,--units", file, "unit ids");
  const Command make = program.add_command("make", "Makes.");
  int chosen = 0;
  make.text("--region", file, "where").required();
  make.choice(
      "--attach", {{"group", 1}, {"all", 2}}, [&chosen](int one) { chosen = one; }, "whom");

  words.insert(words.begin(), "gatewarden");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  std::ostringstream errors;
  std::streambuf* before = std::cerr.rdbuf(errors.rdbuf());
  const auto ended = line.parse(static_cast<int>(arguments.size()), arguments.data());
  std::cerr.rdbuf(before);
  CHECK(ended.has_value() != errors.str().empty());  // nothing: a command runs
  return errors.str();
}

}  // namespace

TEST_CASE("a command that does not exist is named, with the one that was meant") {
  CHECK(said({"chek", "fleet.yaml"}) == "gatewarden: no command chek; did you mean check?\n");
  CHECK(said({"reload"}) == "gatewarden: no command reload; gatewarden --help lists them\n");
  CHECK(said({"scan", "127.0.0.1"}) ==
        "gatewarden scan: no command 127.0.0.1; did you mean gatewarden scan modbus 127.0.0.1?\n");
  CHECK(said({"help"}) == "gatewarden: no command help; did you mean --help?\n");
}

TEST_CASE("an option that a command does not have is answered with the one that was meant") {
  const std::string more = "\nRun with --help for more information.\n";
  const std::string unknown = "The following argument was not expected: ";
  CHECK(said({"status", "--jsn"}) == unknown + "--jsn; did you mean --json?" + more);
  CHECK(said({"status", "--wacth=3"}) == unknown + "--wacth=3; did you mean --watch?" + more);
  CHECK(said({"scan", "modbus", "-unts", "3"}).find("; did you mean --units?") != std::string::npos);
  CHECK(said({"status", "--zzz"}) == unknown + "--zzz" + more);
  CHECK(said({"status", "file", "another"}) == unknown + "another" + more);
  CHECK(said({"make", "--regoin", "x"}) == unknown + "--regoin; did you mean --region?" + more);
  CHECK(said({"--verson"}) == unknown + "--verson; did you mean --version?" + more);
  CHECK(said({"make"}) == "--region is required" + more);
}

TEST_CASE("a word that an option does not take is answered with those it takes") {
  const std::string more = "\nRun with --help for more information.\n";
  CHECK(said({"make", "--region", "x", "--attach", "groop"}) ==
        "--attach: groop: must be one of group, all; did you mean group?" + more);
  CHECK(said({"make", "--region", "x", "--attach", "2"}) == "--attach: 2: must be one of group, all" + more);
  CHECK(said({"make", "--region", "x", "--attach", "all"}).empty());
}

TEST_CASE("a command that exists is taken, whatever its words are") {
  CHECK(said({"check", "chek"}).empty());
  CHECK(said({"scan", "modbus", "127.0.0.1"}).empty());
}
