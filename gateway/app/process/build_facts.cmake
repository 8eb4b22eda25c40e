# At each build: writes OUT, if it changes, from build_facts.in. Run with -D SOURCE, VERSION, COMPILER and OUT.
# The commit is git's; where there is no repository, that of `git archive` (commit.txt).
function(ask_git result)
  execute_process(COMMAND git -c safe.directory=${SOURCE} -C ${SOURCE} ${ARGN} OUTPUT_VARIABLE said
                  ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    set(said "")
  endif()
  set(${result} "${said}" PARENT_SCOPE)
endfunction()

file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/commit.txt archived LIMIT_COUNT 1)
ask_git(root rev-parse --show-toplevel)
file(REAL_PATH ${SOURCE} source)
if(root STREQUAL source)  # not a repository around an unpacked archive
  ask_git(commit rev-parse --short=12 HEAD)
  ask_git(changes status --porcelain --untracked-files=no)
  if(changes)
    string(APPEND commit -dirty)
  endif()
elseif(archived MATCHES "^([0-9a-f]+) ")
  string(SUBSTRING ${CMAKE_MATCH_1} 0 12 commit)
endif()
if(NOT commit)
  set(commit unknown)
endif()

execute_process(COMMAND ${SOURCE}/deploy/source-date OUTPUT_VARIABLE epoch ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
set(date "")
if(epoch)
  set(ENV{SOURCE_DATE_EPOCH} ${epoch})
  string(TIMESTAMP date %Y-%m-%d UTC)  # of SOURCE_DATE_EPOCH
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/build_facts.in ${OUT} @ONLY)
