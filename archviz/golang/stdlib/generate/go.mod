module archviz/stdlib/generate

go 1.23
