# Which branches are taken and which functions are hot, as counted in a run of the bench: lays out what ships so that a request's path lies
# together (docs/decisions/0005-profile.md). ./dev profile writes the file anew. Code that changed since is compiled as without one.
set(PATCHBAY_PROFILE "" CACHE FILEPATH "Profile for the optimizer (Clang); empty: none")
option(PATCHBAY_COUNT_PROFILE "Count for a new profile instead" OFF)
if(PATCHBAY_COUNT_PROFILE)
  add_compile_options(-fprofile-generate)
  add_link_options(-fprofile-generate)
elseif(PATCHBAY_PROFILE AND EXISTS "${PATCHBAY_PROFILE}")
  # In the command line, so that another profile is a reason to compile again.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PATCHBAY_PROFILE}")
  file(SHA256 "${PATCHBAY_PROFILE}" profile_hash)
  add_compile_definitions("PATCHBAY_PROFILE_HASH=${profile_hash}")
  add_compile_options("-fprofile-use=${PATCHBAY_PROFILE}" -fsplit-machine-functions -Wno-profile-instr-unprofiled -Wno-profile-instr-out-of-date
                      -Wno-backend-plugin)
endif()
