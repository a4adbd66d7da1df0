#include "models/app/program.hpp"

int main(int argc, char** argv) { return lantian::run_program(argc, argv); }
