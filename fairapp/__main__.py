from fairapp.cli import main

main()
