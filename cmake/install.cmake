# Install, find_package(Skattekrona) and a Debian package.
include(CMakePackageConfigHelpers)

set(rooms core texts figures model claim scenario plot document answer ask data press)
set(room_targets ${rooms})
list(TRANSFORM room_targets PREPEND skattekrona-)

install(TARGETS skattekrona COMPONENT program)
install(DIRECTORY models data plots scenarios DESTINATION ${SHARE} COMPONENT program
    PATTERN "node_modules" EXCLUDE PATTERN "package*.json" EXCLUDE PATTERN ".npmrc" EXCLUDE PATTERN "gallery" EXCLUDE PATTERN "report.png" EXCLUDE)
# Of the libraries what pages and pictures are made with, each with its licence.
set(fonts source-sans-pro/TTF/SourceSansPro-Regular.ttf source-sans-pro/TTF/SourceSansPro-Semibold.ttf
    @fontsource/source-sans-pro/files/source-sans-pro-latin-400-normal.woff2
    @fontsource/source-sans-pro/files/source-sans-pro-latin-600-normal.woff2)
set(harfbuzz harfbuzzjs/package.json harfbuzzjs/dist/index.mjs harfbuzzjs/dist/harfbuzz.js harfbuzzjs/dist/harfbuzz.wasm)
set(licences harfbuzzjs/LICENSE vega/LICENSE vega-lite/LICENSE vega-embed/LICENSE source-sans-pro/LICENSE.md
    @fontsource/source-sans-pro/LICENSE)
foreach(file vega/build/vega.min.js vega-lite/build/vega-lite.min.js vega-embed/build/vega-embed.min.js ${fonts}
    ${harfbuzz} ${licences})
    cmake_path(GET file PARENT_PATH folder)
    install(FILES plots/node_modules/${file} DESTINATION ${SHARE}/plots/node_modules/${folder} COMPONENT program OPTIONAL)
endforeach()
# The canvas is a package for every machine and one for this.
install(DIRECTORY plots/node_modules/@napi-rs DESTINATION ${SHARE}/plots/node_modules COMPONENT program OPTIONAL)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES ${PROJECT_BINARY_DIR}/skattekrona.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES ${PROJECT_BINARY_DIR}/skattekrona.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
    RENAME skattekrona COMPONENT program)

install(TARGETS ${room_targets} EXPORT SkattekronaTargets ARCHIVE COMPONENT development)
install(DIRECTORY src/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/skattekrona COMPONENT development
    FILES_MATCHING PATTERN "*.hpp" PATTERN "cli" EXCLUDE)
install(EXPORT SkattekronaTargets NAMESPACE skattekrona:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Skattekrona
    COMPONENT development)
configure_package_config_file(cmake/SkattekronaConfig.cmake.in SkattekronaConfig.cmake
    INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Skattekrona)
write_basic_package_version_file(SkattekronaConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/SkattekronaConfig.cmake ${PROJECT_BINARY_DIR}/SkattekronaConfigVersion.cmake
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Skattekrona COMPONENT development)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "Skattekrona contributors")
set(CPACK_PACKAGE_VENDOR "Skattekrona")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
# Other people's programs that charts, PDF and Word files are made by; without them it says so.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS "nodejs, librsvg2-bin, chromium, pandoc")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL program)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME skattekrona)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
    "Jämför vad svenska kommuners verksamheter kostar med deras egen struktur och med varandra.")
include(CPack)
